// Asks units for facts of their own part, and for each header of the whole kernel one unit of each
// build that reads it; what earlier runs found out is not asked again.
//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_TOOL_COLLECT_PARTCOLLECTION_H
#define KPHYS_TOOL_COLLECT_PARTCOLLECTION_H

#include "checks/extract/UnitParts.h"
#include "tool/program/ParseCache.h"
#include "tool/program/UnitRecord.h"

namespace kphys {

class PartCollection : public FactCollection {
public:
  bool take(const UnitTask &Task, ParseOutcome Parse, nlohmann::json Facts) override;
  void fail(const UnitTask &Task, JobOutcome::Status Ended, const std::string &Why) override;

protected:
  /// \p Question is the name of the facts in the cache, \p Work what the parses are called for who
  /// watches them.
  PartCollection(Session &In, const char *Question, const char *Work)
      : In(In), Known(In, In.Files, Question), Parses(In.runner(Work)) {}

  /// Asks all that are to be asked.
  void collect();

  /// Why unit \p Index is not asked; empty if it is.
  virtual std::string whyNot(size_t Index) const = 0;
  /// True for a header of the whole kernel, called \p Name, that is to be asked about.
  virtual bool wantsHeader(const std::string &Name, const std::string &Path) const = 0;
  /// True if the paths that are asked about do not leave out the header \p Name, and its text has a
  /// word of \p Options.
  bool isHeaderInScope(const PartOptions &Options, const std::string &Name,
                       const std::string &Path) const;
  /// Takes what a unit said, that was parsed without an error; false if it cannot be read.
  virtual bool note(const UnitTask &From, const nlohmann::json &Facts,
                    const ParseOutcome &Parse) = 0;

  Session &In;
  std::vector<UnitRecord> Units; ///< of the whole project

private:
  void ask(UnitTask Task);
  void askHeaders();
  bool record(const UnitTask &From, const nlohmann::json &Facts, const ParseOutcome &Parse);

  ParseCache Known;
  Runner Parses;
  std::map<std::string, bool> Wanted; ///< headers, by path
  /// The first unit that reads it, by build and header.
  std::map<std::pair<size_t, std::string>, size_t> Providers;
};

} // namespace kphys

#endif
