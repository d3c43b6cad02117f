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
  Expected<TargetProfile> Profile = TargetProfile::probe(*Names, TreeRoot);
  if (!Profile)
    return Profile.takeError();
  return Knowledge{std::move(*Names), std::move(*Kinds), std::move(*Audited), std::move(*Profile)};
}

Session::Session(Project Build, SessionOptions Options, Knowledge Known)
    : Options(std::move(Options)), Build(std::move(Build)), Known(std::move(Known)),
      Cache(this->Options.UseCache ? this->Build.BuildDirectory + "/kphys.cache" : "",
            programVersion()),
      Files(this->Build, NoOverlay) {}

Expected<std::unique_ptr<Session>> Session::open(Project Build, SessionOptions Options) {
  Expected<Knowledge> Known = Knowledge::open(Build.Tree.Root, Options.CatalogFiles, Options.Level);
  if (!Known)
    return Known.takeError();
  return std::unique_ptr<Session>(
      new Session(std::move(Build), std::move(Options), std::move(*Known)));
}

WorkerOptions Session::workers(const char *What) const {
  return {Options.Workers, Options.TimeoutSeconds, progressBar(What)};
}

const std::vector<CommonHeaders> &Session::headers() const {
  static const std::vector<CommonHeaders> None;
  return Options.UsePch ? commonHeaders() : None;
}
