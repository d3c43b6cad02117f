// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/program/Session.h"

#include "tool/support/ProgramVersion.h"
#include "tool/support/Progress.h"

using namespace kphys;
using llvm::Error;
using llvm::Expected;

Expected<Knowledge> Knowledge::open(const std::string &TreeRoot,
                                    const std::vector<std::string> &CatalogFiles, unsigned Level) {
  Expected<Catalog> Names = Catalog::embedded(Level);
  if (!Names)
    return Names.takeError();
  for (const std::string &File : CatalogFiles)
    if (Error E = Names->extend(File))
      return std::move(E);
  Expected<KindCatalog> Kinds = KindCatalog::embedded();
  if (!Kinds)
    return Kinds.takeError();
  Expected<AuditNames> Audited = AuditNames::embedded();
  if (!Audited)
    return Audited.takeError();
  Expected<CensusNames> Counted = CensusNames::embedded();
  if (!Counted)
    return Counted.takeError();
  Expected<TargetProfile> Profile = TargetProfile::probe(*Names, TreeRoot);
  if (!Profile)
    return Profile.takeError();
  return Knowledge{std::move(*Names), std::move(*Kinds), std::move(*Audited), std::move(*Counted),
                   std::move(*Profile)};
}

std::vector<std::unique_ptr<RunCache>> Session::cachesOf(const Project &Program, bool AreUsed) {
  std::vector<std::unique_ptr<RunCache>> Result;
  for (const Build &Each : Program.Builds)
    Result.push_back(std::make_unique<RunCache>(AreUsed ? Each.cachePath() : "", programVersion()));
  return Result;
}

Session::Session(Project Program, SessionOptions Options, Knowledge Known)
    : Options(std::move(Options)), Program(std::move(Program)),
      Caches(cachesOf(this->Program, this->Options.UseCache)), Known(std::move(Known)),
      Files(this->Program, NoOverlay, treeCache()) {}

Expected<std::unique_ptr<Session>> Session::open(Project Program, SessionOptions Options) {
  Expected<Knowledge> Known =
      Knowledge::open(Program.Tree.Root, Options.CatalogFiles, Options.Level);
  if (!Known)
    return Known.takeError();
  return std::unique_ptr<Session>(
      new Session(std::move(Program), std::move(Options), std::move(*Known)));
}

std::set<Relay> Session::learn(const std::set<Relay> &Found) {
  std::set<Relay> New;
  for (const Relay &Each : Found)
    if (Known.Names.learn(Each))
      New.insert(Each);
  return New;
}

std::string Session::keepCaches() {
  std::string Result;
  for (const std::unique_ptr<RunCache> &Each : Caches)
    if (std::string Problem = Each->commit(); Result.empty())
      Result = std::move(Problem);
  return Result;
}

WorkerOptions Session::workers(const char *What) const {
  return {Options.Workers, Options.TimeoutSeconds, What, progressBar(What)};
}

const std::vector<CommonHeaders> &Session::headers() const {
  static const std::vector<CommonHeaders> None;
  return Options.UsePch ? commonHeaders() : None;
}
