// Whether the scores of a Metropolis run are those of its log density. Once, at the end of the warm-up, every chain asks at a place y a
// thousandth of a step away from its x, where
//   log pi(y) - log pi(x) = <score(x) + score(y), y - x> / 2 + O(|y - x|^3):
// one evaluation a chain, whatever the density's shape.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/archive.h"

namespace wgf {

class score_probe {
 public:
  struct asked {
    const double *x, *score, *log_density;  // n x d, n x d, n
    const uint8_t *rejected;                // n, or null
  };

  bool due() const { return found_.compared < 0 && trial_.compared < 0; }
  void weigh(int64_t n, int64_t d, const asked &here, const asked &there);
  void keep() { found_.compared < 0 ? found_ = trial_ : found_; }  // the step is complete
  void forget() { trial_ = {}; }                                   // the step is given up
  std::string doubts() const;                                      // "": none
  void archive(wgf::archive &bytes) {
    for (int64_t *each : {&found_.compared, &found_.wrong, &found_.chain}) bytes.value(*each);
    for (double *each : {&found_.change, &found_.said}) bytes.value(*each);
  }

 private:
  struct finding {
    int64_t compared = -1, wrong = 0, chain = 0;  // chain: the first that is wrong
    double change = 0, said = 0;                  // there
  };
  finding found_, trial_;
};

}  // namespace wgf
