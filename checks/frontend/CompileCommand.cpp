// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "checks/frontend/CompileCommand.h"

#include "checks/frontend/ClangOptions.h"
#include "checks/frontend/CompilerWord.h"
#include "checks/frontend/ParseOptions.h"
#include "checks/frontend/TargetMachine.h"
#include "checks/sources/Paths.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/StringSaver.h"

using namespace kphys;

namespace {

/// The options in \p Arguments, of which the first is the compiler; they point into it.
llvm::opt::InputArgList parseOptions(const std::vector<std::string> &Arguments) {
  std::vector<const char *> Raw;
  for (const std::string &Argument : llvm::drop_begin(Arguments))
    Raw.push_back(Argument.c_str());
  unsigned MissingIndex = 0, MissingCount = 0;
  return optionTable().ParseArgs(Raw, MissingIndex, MissingCount,
                                 llvm::opt::Visibility(options::ClangOption));
}

/// True for a source, and for `--` with those behind it.
bool isInput(const llvm::opt::Arg &Arg) {
  return Arg.getOption().getKind() == llvm::opt::Option::InputClass ||
         Arg.getOption().matches(options::OPT__DASH_DASH);
}

std::vector<std::string> inputs(const llvm::opt::InputArgList &Parsed) {
  std::vector<std::string> Result;
  for (const llvm::opt::Arg *Arg : Parsed)
    if (isInput(*Arg))
      for (const char *Value : Arg->getValues())
        Result.emplace_back(Value);
  return Result;
}

/// True for an option with the name of a file or directory that text is read from.
bool namesHeaders(const llvm::opt::Arg &Arg) {
  return llvm::any_of(std::initializer_list<unsigned>{options::OPT_I, options::OPT_include,
                                                      options::OPT_imacros, options::OPT_isystem,
                                                      options::OPT_iquote, options::OPT_idirafter},
                      [&](unsigned Each) { return Arg.getOption().matches(Each); });
}

/// \p Path, or another name of the same where it has a `..` behind a link: texts that stand in for
/// files are looked up by name, and there `..` is taken for what is written before it.
std::string withoutLinkedParents(llvm::StringRef Path, llvm::StringRef Directory) {
  if (!Path.contains(".."))
    return Path.str();
  llvm::SmallString<256> ByName(Path);
  if (!llvm::sys::path::is_absolute(Path))
    ByName = (Directory + "/" + Path).str();
  llvm::sys::path::remove_dots(ByName, /*remove_dot_dot=*/true);
  std::string Resolved = absolutePath(Path, Directory);
  return Resolved == ByName ? Path.str() : Resolved;
}

/// The words of \p Arg as they are for a parse in \p Directory.
std::vector<std::string> wordsOf(const llvm::opt::Arg &Arg, const llvm::opt::ArgList &All,
                                 llvm::StringRef Directory) {
  llvm::opt::ArgStringList Strings;
  Arg.render(All, Strings);
  std::vector<std::string> Result(Strings.begin(), Strings.end());
  llvm::StringRef Last = Result.empty() ? llvm::StringRef() : llvm::StringRef(Result.back());
  if (namesHeaders(Arg) && Last.ends_with(Arg.getValue()))
    Result.back() = Last.drop_back(strlen(Arg.getValue())).str() +
                    withoutLinkedParents(Arg.getValue(), Directory);
  return Result;
}

} // namespace

std::vector<std::string> CompileCommand::arguments() const {
  llvm::BumpPtrAllocator Memory;
  llvm::StringSaver Saver(Memory);
  llvm::SmallVector<const char *> Split;
  if (Words.empty())
    llvm::cl::TokenizeGNUCommandLine(Line.str(), Saver, Split);
  for (const std::string &Word : Words)
    Split.push_back(Word.c_str());
  if (llvm::any_of(Split, [](const char *Word) { return *Word == '@'; })) {
    llvm::cl::ExpansionContext Expansion(Memory, llvm::cl::TokenizeGNUCommandLine);
    // What goes wrong leaves a word, which is no name of an option: parseArguments() says so.
    llvm::consumeError(Expansion.setCurrentDir(Directory).expandResponseFiles(Split));
  }
  std::vector<std::string> Result(Split.begin(), Split.end());
  Result.erase(Result.begin(), Result.begin() + wordsBeforeCompiler(Result));
  return Result;
}

std::vector<std::string> kphys::inputsOf(const CompileCommand &Command) {
  std::vector<std::string> Arguments = Command.arguments(), Result;
  for (std::string &Input : inputs(parseOptions(Arguments)))
    if (isCompileArgument(Input) && Input.front() != '@')
      Result.push_back(std::move(Input));
  return Result;
}

ParseArguments kphys::parseArguments(const CompileCommand &Command) {
  ParseArguments Result;
  std::vector<std::string> Arguments = Command.arguments();
  llvm::opt::InputArgList Parsed = parseOptions(Arguments);
  for (llvm::StringRef Input : inputs(Parsed))
    if (Input.consume_front("@"))
      Result.Problem = "the response file '" + Input.str() + "' of the command cannot be read";
  Result.Arguments.push_back("clang");
  if (llvm::Expected<std::string> Target = impliedTarget(Arguments); !Target)
    Result.Problem = llvm::toString(Target.takeError());
  else if (!Target->empty())
    Result.Arguments.push_back("--target=" + *Target);
  for (const llvm::opt::Arg *Arg : Parsed) {
    if (isInput(*Arg))
      continue;
    std::vector<std::string> Strings = wordsOf(*Arg, Parsed, Command.Directory);
    OptionUse Use = useInParse(*Arg);
    switch (Use.Is) {
    case OptionUse::Kind::Given:
      llvm::append_range(Result.Arguments, Strings);
      break;
    case OptionUse::Kind::Replaced:
      llvm::append_range(Result.Arguments, Use.Instead);
      break;
    case OptionUse::Kind::Irrelevant:
      break;
    case OptionUse::Kind::Dropped:
      llvm::append_range(Result.Dropped, Strings);
      break;
    case OptionUse::Kind::Refused:
      Result.Problem = Use.Why;
      break;
    }
  }
  for (const char *Argument :
       {"--no-default-config", "-fsyntax-only", "-Wno-unknown-warning-option", "-Qunused-arguments",
        "-ferror-limit=0", "-fno-caret-diagnostics"})
    Result.Arguments.push_back(Argument);
  Result.Arguments.push_back("-resource-dir=" KPHYS_RESOURCE_DIR);
  Result.Arguments.push_back(Command.File);
  return Result;
}

bool kphys::isOfUnit(llvm::StringRef Argument) {
  return Argument.starts_with("-DKBUILD_") || Argument.starts_with("-D__KBUILD_");
}

std::vector<HeaderArgument> kphys::headerArguments(const CompileCommand &Command) {
  using Bearing = HeaderArgument::Bearing;
  std::vector<std::string> Words = Command.arguments();
  auto LastInclude = std::find(Words.rbegin(), Words.rend(), "-include");
  size_t OwnDirectories = LastInclude == Words.rend() ? Words.size() : Words.rend() - LastInclude;
  auto IsName = [](llvm::StringRef Word) {
    return isOfUnit(Word) || Word.starts_with("-Wp,-M") || Word.ends_with(".c") ||
           Word.ends_with(".S");
  };
  std::vector<HeaderArgument> Result;
  if (llvm::Expected<std::string> Target = impliedTarget(Words); !Target)
    llvm::consumeError(Target.takeError()); // such a unit is not parsed
  else if (!Target->empty())
    Result.push_back({Bearing::OnHeaders, "--target=" + *Target});
  for (size_t I = 1; I < Words.size(); ++I) {
    llvm::StringRef Word = Words[I];
    bool HasValue =
        (Word == "-I" || Word == "-D" || Word == "-o" || Word == "-mllvm") && I + 1 < Words.size();
    Bearing Is = Bearing::OnHeaders;
    if (Word == "-o" || IsName(Word))
      Is = Bearing::OnName;
    else if (Word.starts_with("-I") && I > OwnDirectories)
      Is = Bearing::OnOwnHeaders;
    else if (Word.starts_with("-D"))
      Is = Bearing::OnMacro;
    else if ((Word.starts_with("-W") && !Word.starts_with("-Wp,")) || Word == "-mllvm" ||
             Word == "-pg" || Word == "-mfentry" || Word == "-fprofile-arcs" ||
             Word == "-ftest-coverage")
      Is = Bearing::OnNothing;
    Result.push_back({Is, Words[I]});
    if (HasValue)
      Result.push_back({Is, Words[++I]});
  }
  return Result;
}

std::string kphys::flagClass(const CompileCommand &Command) {
  std::string Result;
  for (const HeaderArgument &Each : headerArguments(Command))
    if (Each.Is != HeaderArgument::Bearing::OnName)
      Result += Each.Text + '\n';
  return Result;
}

std::string kphys::headerClass(const CompileCommand &Command) {
  std::string Result;
  for (const HeaderArgument &Each : headerArguments(Command))
    if (Each.Is == HeaderArgument::Bearing::OnHeaders)
      Result += Each.Text + '\n';
  return Result;
}

std::set<std::string> kphys::macroDefinitions(const CompileCommand &Command) {
  std::set<std::string> Result;
  for (const HeaderArgument &Each : headerArguments(Command))
    if (llvm::StringRef Text = Each.Text; Each.Is == HeaderArgument::Bearing::OnMacro) {
      Text.consume_front("-D");
      Result.insert(Text.str());
    }
  return Result;
}

std::string kphys::architectureOf(const CompileCommand &Command) {
  return architectureIn(Command.arguments());
}
