// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/ExplainMapping.h"

#include "checks/scan/CatalogScan.h"
#include "checks/sources/Escapes.h"
#include "checks/sources/Paths.h"
#include "checks/sources/RegularFile.h"
#include "tool/commands/AnalysisCommand.h"
#include "tool/support/Output.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;

namespace {

bool maps(const Catalog &Names, const Occurrence &Of) {
  return Names.apis()[Of.Name].Maps.has_value();
}

bool hasMapping(const Catalog &Names, const std::string &Path, unsigned Line) {
  auto Text = readRegularFile(Path);
  return Text && llvm::any_of(CatalogScan(Names).mentions(Path, (*Text)->getBuffer()),
                              [&](const Occurrence &Each) {
                                return Each.Line == Line && maps(Names, Each);
                              });
}

/// \p Chain, `a() uses b() uses c(): …`, with a line for each step.
void printChain(StringRef Chain) {
  for (StringRef Rest = Chain; !Rest.empty();) {
    auto [Step, Further] = Rest.split(" uses ");
    listing() << "  " << (Rest.size() == Chain.size() ? "" : "uses ") << Step << "\n";
    Rest = Further;
  }
}

void print(const Site &Of, const Catalog &Names) {
  listing() << printableName(Of.File) << ":" << Of.Where.Line << ": "
            << Names.apis()[Of.Where.Name].displayName() << "() ";
  if (!Of.isRewritten()) {
    listing() << "stays: " << code(Of.Reason) << "\n";
    printChain(Of.Detail);
    return;
  }
  listing() << "becomes " << Of.chosen().After << "\n";
  bool IsAtomic = Names.apis()[Of.Where.Name].Maps->IsAtomic;
  if (IsAtomic && Of.chosen().After.find("able()") == std::string::npos)
    listing() << "  nothing between map and unmap relies on page faults or preemption being off: ";
  else
    listing() << "  what runs between map and unmap: ";
  listing() << Of.LookedAt.value_or(0) << " functions looked at\n";
}

} // namespace

Expected<bool> kphys::explainMapping(Project Of, const std::string &File, unsigned Line,
                                     StringRef Name) {
  Expected<Catalog> Known = Catalog::embedded();
  if (!Known)
    return Known.takeError();
  if (!hasMapping(*Known, absolutePath(File, Of.Tree.Root), Line))
    return false;
  SessionOptions Options;
  Options.Workers = workerOptions("").Workers;
  Expected<std::unique_ptr<Session>> In = Session::open(std::move(Of), Options);
  if (!In)
    return In.takeError();
  Expected<Analysis> Result = analyze(**In, {});
  if (!Result)
    return Result.takeError();
  bool Found = false;
  for (const Site &Each : Result->Sites) {
    const Api &Api = Result->Names.apis()[Each.Where.Name];
    if (Each.File != File || Each.Where.Line != Line || !Api.Maps ||
        (!Name.empty() && Api.Name != Name))
      continue;
    print(Each, Result->Names);
    Found = true;
  }
  return Found;
}
