// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/annotate/TypeHeader.h"

#include "checks/sources/Lines.h"
#include "llvm/Support/FormatVariadic.h"

using namespace kphys;
using llvm::StringRef;

namespace {

constexpr llvm::StringLiteral IncludeLine = "\n#include <linux/kphys.h>\n";

constexpr const char *Top = R"(/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_KPHYS_H
#define _LINUX_KPHYS_H

#include <linux/types.h>

/*
 * A phys_addr_t holds one of two very different things. What may be either
 * stays a phys_addr_t.
 *
 * {0}: RAM with a kernel mapping, which may be given to
 * phys_to_virt(), kmap_local_pfn(), pfn_to_page() and the like.
 *
 * {1}: what has no such mapping: MMIO, a PCI BAR, reserved or
 * uncached memory, which may be given to ioremap() and the like.
 */
)";

constexpr const char *Bottom = "\n#endif /* _LINUX_KPHYS_H */\n";

constexpr const char *AboutConversions = R"(
/*
 * Conversions, which make no code. What is converted to one of the types is
 * claimed to be of that kind: nothing checks it.
 */
)";

constexpr const char *Conversions = R"(#define {0}(addr) \
	((__force phys_addr_t)({2})(addr))
#define {1}(addr) \
	((__force {2})(phys_addr_t)(addr))
)";

constexpr const char *PointerConversions = R"(#define {0}(ptr) \
	((__force phys_addr_t *)({2} *)(ptr))
#define {1}(ptr) \
	((__force {2} *)(phys_addr_t *)(ptr))
)";

constexpr const char *Arithmetic = R"(#define {1}(addr, n) \
	((__force {4})({0}(addr) + (n)))
#define {2}(addr, n) \
	((__force {4})({0}(addr) - (n)))
#define {3}(addr, mask) \
	((__force {4})({0}(addr) & (mask)))
)";

std::string top(StringRef Kphys, StringRef Raw) { return llvm::formatv(Top, Kphys, Raw).str(); }

std::string types(StringRef Qualifier) {
  std::string Result;
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    Result += llvm::formatv("typedef phys_addr_t {0}{1};\n", Qualifier, Each->Type);
  return Result;
}

std::string bitwiseHelpers(const std::vector<TypedFunction> &Functions) {
  std::string Result = AboutConversions;
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    Result += llvm::formatv(Conversions, Each->ToPlain, Each->FromPlain, Each->Type);
  Result += "\n/* The same of what points to addresses. */\n";
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    Result +=
        llvm::formatv(PointerConversions, Each->ToPlainPointer, Each->FromPlainPointer, Each->Type);
  Result += "\n/* With an offset of @n bytes, or rounded down, an address stays what it is. */\n";
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    Result +=
        llvm::formatv(Arithmetic, Each->ToPlain, Each->Add, Each->Subtract, Each->Mask, Each->Type);
  if (!Functions.empty())
    Result += "\n/* The linear mapping takes and yields one kind only. */\n";
  for (const TypedFunction &Each : Functions) {
    const AddressTypeNames &Names = namesOf(Each.Type);
    Result += Each.IsResult ? llvm::formatv("#define {0}(of)\t{2}({1}(of))\n", Each.Typed,
                                            Each.Name, Names.FromPlain)
                                  .str()
                            : llvm::formatv("#define {0}(addr)\t{1}({2}(addr))\n", Each.Typed,
                                            Each.Name, Names.ToPlain)
                                  .str();
  }
  return Result;
}

std::string markers() {
  std::string Result = "#if defined(__CHECKER__) || defined(__clang_analyzer__)\n";
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    Result += llvm::formatv("# define {0}\t__attribute__((annotate(\"{1}\")))\n", Each->Marker,
                            Each->Kind);
  Result += "#else\n";
  for (const AddressTypeNames *Each : {&KphysNames, &RawNames})
    Result += llvm::formatv("# define {0}\n", Each->Marker);
  return Result + "#endif\n";
}

} // namespace

std::string kphys::typeHeader(TypeStyle Style, const std::vector<TypedFunction> &Functions) {
  auto Typed = [&] { return top(KphysNames.Type, RawNames.Type); };
  switch (Style) {
  case TypeStyle::Bitwise:
    return Typed() + types("__bitwise ") + bitwiseHelpers(Functions) + Bottom;
  case TypeStyle::Typedef:
    return Typed() + types("") + Bottom;
  case TypeStyle::Attribute:
    return top(KphysNames.Marker, RawNames.Marker) + markers() + Bottom;
  case TypeStyle::Comment:
    break;
  }
  return {};
}

bool kphys::isTypeHeader(StringRef Text, const std::vector<TypedFunction> &Functions) {
  return llvm::any_of(
      llvm::ArrayRef({TypeStyle::Bitwise, TypeStyle::Typedef, TypeStyle::Attribute}),
      [&](TypeStyle Each) { return typeHeader(Each, Functions) == Text; });
}

/// Behind the typedefs of phys_addr_t and of what is made of it.
static std::optional<unsigned> placeOfInclude(StringRef Types) {
  size_t Last = Types.rfind("phys_addr_t;\n");
  size_t Other = Types.rfind("typedef phys_addr_t ");
  if (Last == StringRef::npos && Other == StringRef::npos)
    return std::nullopt;
  size_t At = Other == StringRef::npos  ? Last
              : Last == StringRef::npos ? Other
                                        : std::max(Last, Other);
  size_t Line = nextLine(Types, At);
  for (; Types.substr(Line).starts_with("#endif"); Line = nextLine(Types, Line))
    ;
  return Line;
}

std::optional<TextEdit> kphys::includeTypeHeader(StringRef Types, std::string &Problem) {
  if (excludeTypeHeader(Types))
    return std::nullopt;
  if (std::optional<unsigned> At = placeOfInclude(Types))
    return TextEdit{*At, 0, IncludeLine.str()};
  Problem = (TypesFile + " has no typedef of phys_addr_t").str();
  return std::nullopt;
}

std::optional<TextEdit> kphys::excludeTypeHeader(StringRef Types) {
  size_t At = Types.find(IncludeLine);
  if (At == StringRef::npos)
    return std::nullopt;
  return TextEdit{static_cast<unsigned>(At), static_cast<unsigned>(IncludeLine.size()), ""};
}
