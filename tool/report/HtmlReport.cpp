// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/report/HtmlReport.h"

#include "tool/report/HtmlData.h"
#include "tool/report/HtmlPage.inc"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Base64.h"
#include "llvm/Support/Compression.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// \p Part as an element that no browser runs. In base64 nothing can end it, whatever a report or a
/// source says.
std::string dataElement(const HtmlPart &Part) {
  std::string Text = Part.Contents.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  llvm::ArrayRef<uint8_t> Bytes = llvm::arrayRefFromStringRef(Text);
  llvm::SmallVector<uint8_t> Packed;
  bool IsPacked = llvm::compression::zlib::isAvailable();
  if (IsPacked) {
    llvm::compression::zlib::compress(Bytes, Packed, llvm::compression::zlib::BestSizeCompression);
    Bytes = Packed;
  }
  return "<script type=\"application/octet-stream\" id=\"data-" + Part.Name + "\" data-packing=\"" +
         (IsPacked ? "deflate" : "none") + "\">" + llvm::encodeBase64(Bytes) + "</script>\n";
}

} // namespace

std::string kphys::htmlReport(llvm::ArrayRef<NamedDocument> Documents, const TextOfFile &Read) {
  auto [Head, Rest] = StringRef(HtmlPage).split("<!-- first data -->\n");
  auto [Start, End] = Rest.split("<!-- other data -->\n");
  std::vector<HtmlPart> Parts = htmlData(Documents, Read);
  std::string Page = Head.str() + dataElement(Parts.front()) + Start.str();
  for (const HtmlPart &Each : llvm::ArrayRef(Parts).drop_front())
    Page += dataElement(Each);
  return Page + End.str();
}
