// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "tool/store/FileAnswers.h"

#include "checks/sources/Threads.h"
#include "tool/store/RowHash.h"
#include "tool/support/FileTimes.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/StringSaver.h"
#include "llvm/Support/xxhash.h"
#include <sys/stat.h>

using namespace kphys;
using llvm::Error;
using llvm::Expected;
using llvm::StringRef;
namespace endian = llvm::support::endian;

namespace {

constexpr unsigned BitsOfByte = 8;

int64_t hashOf(std::initializer_list<StringRef> Texts) {
  RowHash Hash;
  for (StringRef Each : Texts)
    Hash.add(Each);
  return Hash.value();
}

template <typename Number> void append(std::string &To, Number Value) {
  char Bytes[sizeof Value];
  endian::write<Number, llvm::endianness::little>(Bytes, Value);
  To.append(Bytes, sizeof Bytes);
}

/// Takes a number from the start of \p From, which is long enough.
template <typename Number> Number take(StringRef &From) {
  auto Result = endian::read<Number, llvm::endianness::little>(From.data());
  From = From.drop_front(sizeof Result);
  return Result;
}

Error damaged(const std::string &Path, const char *What) {
  return llvm::make_error<DamagedError>(Path, What);
}

/// Of the file at \p Path, or nothing where there is none, or it changed at \p TooLate or later.
std::optional<uint64_t> stateOf(const std::string &Path, int64_t TooLate) {
  struct stat Is;
  if (stat(Path.c_str(), &Is) != 0)
    return std::nullopt;
  const int64_t Changed = nanoseconds(Is.st_mtim);
  if (Changed >= TooLate)
    return std::nullopt;
  std::string State = Path;
  // Who writes to a file can set its time back, but not the time at which that was done.
  for (int64_t Each : {int64_t(Is.st_size), int64_t(Is.st_dev), int64_t(Is.st_ino), Changed,
                       nanoseconds(Is.st_ctim)})
    append(State, Each);
  return llvm::xxh3_64bits(State);
}

} // namespace

FileAnswers::Number FileAnswers::numberOf(uint64_t Path, uint64_t State) {
  auto [Known, IsNew] = Latest.try_emplace(Path, States.size());
  if (!IsNew) {
    FileState &Before = States[Known->second];
    if (Before.State == State)
      return Known->second;
    Before.State = Gone;
    ++GoneCount;
    Known->second = States.size();
  }
  States.push_back({Path, State});
  return Known->second;
}

void FileAnswers::look(llvm::ArrayRef<std::string> Paths, unsigned Threads, bool Again,
                       int64_t TooLate) {
  std::vector<const std::string *> New;
  for (const std::string &Each : Paths)
    if (Seen.try_emplace(Each, None).second || Again)
      New.push_back(&Each);
  std::vector<std::optional<uint64_t>> Now(New.size());
  onThreads(New.size(), Threads, [&](size_t I) { Now[I] = stateOf(*New[I], TooLate); });
  for (size_t I = 0; I < New.size(); ++I)
    Seen[*New[I]] = Now[I] ? numberOf(llvm::xxh3_64bits(*New[I]), *Now[I]) : None;
}

std::vector<std::string> FileAnswers::looked(llvm::function_ref<bool(StringRef)> IsWanted) const {
  std::vector<std::string> Result;
  for (const auto &Each : Seen)
    if (IsWanted(Each.first()))
      Result.push_back(Each.first().str());
  return Result;
}

std::optional<StringRef> FileAnswers::recall(const std::string &Question, StringRef Path) const {
  auto File = Seen.find(Path);
  auto Known = Told.find(Question);
  if (File == Seen.end() || Known == Told.end())
    return std::nullopt;
  const Answers &Of = Known->second;
  Number Own = File->second; // None is larger than any
  if (Own >= Of.Asked.size() || !Of.Asked.test(Own))
    return std::nullopt;
  return Of.Said.lookup(Own);
}

void FileAnswers::remember(const std::string &Question, StringRef Path, StringRef Answer) {
  auto File = Seen.find(Path);
  if (File == Seen.end() || File->second == None)
    return;
  Answers &Of = Told[Question];
  Of.IsNew = true;
  if (Of.Asked.size() < States.size())
    Of.Asked.resize(States.size());
  Of.Asked.set(File->second);
  if (Answer.empty())
    Of.Said.erase(File->second);
  else
    Of.Said[File->second] = llvm::StringSaver(Texts).save(Answer);
}

/// The hash of the states that \p Database has, if it has any.
static Expected<std::optional<int64_t>> hashOfStates(SqliteDatabase &Database) {
  Expected<SqliteStatement> Row = Database.prepare("SELECT hash FROM file");
  if (!Row)
    return Row.takeError();
  Expected<bool> Has = Row->next();
  if (!Has)
    return Has.takeError();
  return *Has ? std::optional(Row->number(0)) : std::nullopt;
}

Error FileAnswers::readStates(SqliteDatabase &Database, const std::string &Path) {
  if (HashStored || !Seen.empty())
    return Error::success();
  Expected<SqliteStatement> Row = Database.prepare("SELECT states, hash FROM file");
  if (!Row)
    return Row.takeError();
  Expected<bool> Has = Row->next();
  if (!Has || !*Has)
    return Has.takeError();
  std::string Text = Row->text(0);
  constexpr size_t Bytes = 2 * sizeof(uint64_t);
  if (hashOf({Text}) != Row->number(1) || Text.size() % Bytes != 0)
    return damaged(Path, "its list of files has another checksum");
  States.reserve(Text.size() / Bytes);
  for (StringRef Left = Text; !Left.empty();) {
    auto File = take<uint64_t>(Left);
    States.push_back({File, take<uint64_t>(Left)});
    if (States.back().State == Gone)
      ++GoneCount;
    else
      Latest[File] = States.size() - 1;
  }
  HashStored = Row->number(1);
  return Error::success();
}

Error FileAnswers::read(SqliteDatabase &Database, const std::string &Path,
                        const std::string &Question) {
  if (!HashStored || Told.count(Question))
    return Error::success();
  Expected<std::optional<int64_t>> Now = hashOfStates(Database);
  if (!Now)
    return Now.takeError();
  if (*Now != HashStored) // somebody has written meanwhile: the numbers may be others
    return Error::success();
  Expected<SqliteStatement> Row =
      Database.prepare("SELECT asked, answers, hash FROM told WHERE question = ?");
  if (!Row)
    return Row.takeError();
  Row->bind(0, Question);
  Expected<bool> Has = Row->next();
  if (!Has || !*Has)
    return Has.takeError();
  const std::string Asked = Row->text(0);
  const StringRef Said = llvm::StringSaver(Texts).save(Row->text(1));
  if (hashOf({Question, Asked, Said}) != Row->number(2))
    return damaged(Path, "an answer has another checksum");
  Answers Of;
  Of.Asked.resize(std::min(States.size(), Asked.size() * BitsOfByte));
  for (size_t I = 0; I < Of.Asked.size(); ++I)
    if ((static_cast<unsigned char>(Asked[I / BitsOfByte]) >> (I % BitsOfByte)) & 1)
      Of.Asked.set(I);
  for (StringRef Left = Said; !Left.empty();) {
    constexpr size_t Bytes = 2 * sizeof(uint32_t);
    if (Left.size() < Bytes)
      return damaged(Path, "an answer is cut off");
    auto File = take<uint32_t>(Left), Size = take<uint32_t>(Left);
    if (Left.size() < Size || File >= Of.Asked.size())
      return damaged(Path, "an answer is of no file");
    Of.Said[File] = Left.take_front(Size);
    Left = Left.drop_front(Size);
  }
  Told[Question] = std::move(Of);
  return Error::success();
}

bool FileAnswers::isNew() const {
  return llvm::any_of(Told, [](const auto &Each) { return Each.second.IsNew; });
}

/// Leaves the states out that are gone.
void FileAnswers::renumber() {
  std::vector<Number> NewOf(States.size(), None);
  std::vector<FileState> Left;
  for (Number I = 0; I < States.size(); ++I)
    if (States[I].State != Gone) {
      NewOf[I] = Left.size();
      Left.push_back(States[I]);
    }
  States = std::move(Left);
  GoneCount = 0;
  for (auto &[Path, Last] : Latest)
    Last = NewOf[Last];
  for (auto &Each : Seen)
    if (Each.second != None)
      Each.second = NewOf[Each.second];
  for (auto &[Question, Of] : Told) {
    Answers Kept;
    Kept.IsNew = Of.IsNew;
    Kept.Asked.resize(States.size());
    for (Number Before : Of.Asked.set_bits())
      if (NewOf[Before] != None)
        Kept.Asked.set(NewOf[Before]);
    for (const auto &[Before, Text] : Of.Said)
      if (NewOf[Before] != None)
        Kept.Said[NewOf[Before]] = Text;
    Of = std::move(Kept);
  }
}

std::string FileAnswers::statesAsText() const {
  std::string Result;
  for (const FileState &Each : States) {
    append(Result, Each.Path);
    append(Result, Each.State);
  }
  return Result;
}

Error FileAnswers::writeAnswers(SqliteStatement &Insert, const std::string &Question,
                                const Answers &Of) const {
  std::string Asked((Of.Asked.size() + BitsOfByte - 1) / BitsOfByte, '\0'), Said;
  for (Number I : Of.Asked.set_bits()) { // in order: the same answers are the same bytes
    if (States[I].State == Gone)
      continue;
    Asked[I / BitsOfByte] |= static_cast<char>(1U << (I % BitsOfByte));
    if (StringRef Text = Of.Said.lookup(I); !Text.empty()) {
      append(Said, I);
      append(Said, static_cast<uint32_t>(Text.size()));
      Said += Text;
    }
  }
  Insert.bind(0, Question);
  Insert.bindBytes(1, Asked);
  Insert.bindBytes(2, Said);
  Insert.bind(3, hashOf({Question, Asked, Said}));
  return Insert.run();
}

Error FileAnswers::write(SqliteDatabase &Database) {
  Expected<std::optional<int64_t>> Before = hashOfStates(Database);
  if (!Before)
    return Before.takeError();
  bool IsAddition = *Before == HashStored && GoneCount <= States.size() / 2;
  if (!IsAddition) {
    renumber();
    if (Error E = Database.execute("DELETE FROM told"))
      return E;
  }
  if (Error E = Database.execute("DELETE FROM file"))
    return E;
  Expected<SqliteStatement> List =
      Database.prepare("INSERT INTO file (states, hash) VALUES (?, ?)");
  if (!List)
    return List.takeError();
  const std::string Text = statesAsText();
  HashStored = hashOf({Text});
  List->bindBytes(0, Text);
  List->bind(1, *HashStored);
  if (Error E = List->run())
    return E;
  Expected<SqliteStatement> Insert =
      Database.prepare("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?)");
  if (!Insert)
    return Insert.takeError();
  for (auto &[Question, Of] : Told)
    if (bool IsNew = std::exchange(Of.IsNew, false); IsNew || !IsAddition)
      if (Error E = writeAnswers(*Insert, Question, Of))
        return E;
  return Error::success();
}

void FileAnswers::startAnew() {
  HashStored.reset();
  for (auto &[Question, Of] : Told)
    Of.IsNew = true;
}
