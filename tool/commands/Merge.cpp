// kphys merge: puts indexes that were made apart together.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/commands/Commands.h"
#include "tool/commands/OutputFiles.h"
#include "tool/store/Merging.h"
#include "tool/support/Output.h"
#include "llvm/Support/raw_ostream.h"

using namespace kphys;
namespace cl = llvm::cl;

namespace {

cl::list<std::string> Inputs(cl::Positional, cl::desc("INDEX..."), cl::OneOrMore,
                             cl::sub(mergeCommand().Sub), cl::cat(optionCategory()));
cl::opt<std::string> Output("o", cl::desc("The index to write"), cl::value_desc("FILE"),
                            cl::Required, cl::sub(mergeCommand().Sub), cl::cat(optionCategory()));

int run() {
  if (llvm::Error E = checkOutputs({{"-o", Output}}, {}))
    return reportError(std::move(E));
  llvm::Expected<size_t> Units = mergeIndexes({Inputs.begin(), Inputs.end()}, Output);
  if (!Units)
    return reportError(Units.takeError());
  messages() << "kphys: " << *Units << " units in " << Output << "\n";
  return ExitDone;
}

} // namespace

Command kphys::mergeCommand() {
  static cl::SubCommand Sub("merge", "Put indexes of parts of a kernel together");
  return {Sub, run};
}
