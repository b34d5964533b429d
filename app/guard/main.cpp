#include "app/guard/guard.h"

#include <cstdio>
#include <cstdlib>

// Started by the node service for each unit: rollcall-guard NODE-SERVICE-PID PROGRAM [ARGUMENT]…
int main(int argc, char** argv)
{
    const int nodeService = argc > 2 ? std::atoi(argv[1]) : 0;
    if (nodeService <= 0) {
        std::fputs("rollcall-guard is started by rollcall-node, which runs one for each unit.\n"
                   "Usage: rollcall-guard PID PROGRAM [ARGUMENT]...\n",
                   stderr);
        return 2;
    }
    rollcall::runGuarded(nodeService, argv + 2);
}
