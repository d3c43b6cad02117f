// Goes from code to the code that it names, nearest first.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#ifndef KPHYS_REWRITERS_EFFECTS_SHORTESTWAYS_H
#define KPHYS_REWRITERS_EFFECTS_SHORTESTWAYS_H

#include <deque>
#include <optional>
#include <set>
#include <string>

namespace kphys {

/// What is to be visited, each \p Code once, with the way there in words: the shortest, so that
/// what is said of it is the plainest.
template <typename Code> class ShortestWays {
public:
  void add(Code Next, std::string Way) {
    if (Seen.insert(Next).second)
      Waiting.push_back({Next, std::move(Way)});
  }

  std::optional<std::pair<Code, std::string>> take() {
    if (Waiting.empty())
      return std::nullopt;
    std::pair<Code, std::string> Next = std::move(Waiting.front());
    Waiting.pop_front();
    return Next;
  }

private:
  std::set<Code> Seen;
  std::deque<std::pair<Code, std::string>> Waiting;
};

} // namespace kphys

#endif
