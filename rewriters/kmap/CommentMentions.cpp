// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "rewriters/kmap/CommentMentions.h"

#include "checks/sources/Words.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace kphys;
using llvm::StringRef;

namespace {

/// The names that \p Text has of those that \p Rule replaces.
std::set<StringRef> namesIn(const Catalog &Names, StringRef Rule, StringRef Text) {
  std::set<StringRef> Result;
  while (!Text.empty()) {
    StringRef Word = leadingWord(Text);
    Text = Text.drop_front(std::max<size_t>(Word.size(), 1));
    std::optional<unsigned> Known = Names.find(Word);
    if (Known && Names.apis()[*Known].Maps && Names.apis()[*Known].Maps->Rule == Rule)
      Result.insert(Names.apis()[*Known].Name);
  }
  return Result;
}

/// Where \p Proposed says what is left to be done once it is made; nullptr if it will not be.
std::string *detailOf(Change &Proposed) {
  return Proposed.Alternatives.empty() ? nullptr : &Proposed.Alternatives.front().Detail;
}

} // namespace

void kphys::pointOutComments(const Catalog &Names, const clang::SourceManager &Sources,
                             std::vector<ProposedChange> &Found) {
  // The first change of each function by where that ends.
  std::map<unsigned, ProposedChange *> Changed;
  for (ProposedChange &Each : Found)
    if (detailOf(Each.Proposed) && Sources.isWrittenInMainFile(Sources.getSpellingLoc(Each.Where)))
      Changed.try_emplace(Sources.getFileOffset(Sources.getExpansionLoc(Each.In.getEndLoc())),
                          &Each);
  if (Changed.empty())
    return;
  StringRef Text = Sources.getBufferData(Sources.getMainFileID());
  std::map<std::pair<ProposedChange *, StringRef>, std::vector<std::string>> Lines;
  for (TextRange Comment : commentsIn(Text)) {
    auto Owner = Changed.lower_bound(Comment.Begin);
    ProposedChange *Of = Owner == Changed.end() ? Changed.rbegin()->second : Owner->second;
    for (StringRef Name : namesIn(Names, Of->Proposed.Rule, Comment.in(Text)))
      Lines[{Of, Name}].push_back(
          std::to_string(Sources.getLineNumber(Sources.getMainFileID(), Comment.Begin)));
  }
  for (const auto &[Key, Numbers] : Lines) {
    std::string &Detail = *detailOf(Key.first->Proposed);
    Detail += (Detail.empty() ? "a comment names " : ", ") + Key.second.str() + "(): line " +
              llvm::join(Numbers, ", ");
  }
  // A name that a macro has several times is several changes, which must agree.
  for (const auto &[End, Of] : Changed)
    for (ProposedChange &Each : Found)
      if (std::string *Detail = detailOf(Each.Proposed))
        if (Sources.getSpellingLoc(Each.Where) == Sources.getSpellingLoc(Of->Where))
          *Detail = *detailOf(Of->Proposed);
}
