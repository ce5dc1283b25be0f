// Polls for cancel between pieces of serial work that are too short to ask after each.
#pragma once

#include "base/parallel.h"

namespace wgf {

class pace {
 public:
  explicit pace(workers &pool) : pool_(pool) {}

  void spend(double nanoseconds) {  // a rough cost of what was done
    spent_ += nanoseconds;
    if (spent_ < 1e7) return;
    spent_ = 0;
    pool_.check();
  }

 private:
  workers &pool_;
  double spent_ = 0;
};

}  // namespace wgf
