/* Work that would change the process for what comes after it, in a process of its own. */
#ifndef WGF_TEST_CHILD_H
#define WGF_TEST_CHILD_H

#include <stdio.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static inline void in_a_child(void (*work)(void)) {
  int status = 0;
  pid_t child;
  fflush(NULL);
  child = fork();
  if (child == 0) {
    failures = 0;
    work();
    _exit(failures != 0);
  }
  CHECK(child > 0 && waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#endif
