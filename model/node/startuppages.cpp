#include "model/node/startuppages.h"

#include <cstdint>
#include <cstdio>
#include <memory>

#include <sys/mman.h>

namespace rollcall
{

namespace
{

struct Mapping {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    bool readOnlyFile = false;
};

/// The first line of an entry of /proc/self/smaps (proc(5)): "BEGIN-END PERMS OFFSET DEVICE INODE  PATH".
bool parseHeader(const char* line, Mapping& mapping)
{
    unsigned long long begin = 0;
    unsigned long long end = 0;
    unsigned long long inode = 0;
    char permissions[5] = {};
    if (std::sscanf(line, "%llx-%llx %4s %*x %*x:%*x %llu", &begin, &end, permissions, &inode) != 4)
        return false;
    mapping = {static_cast<std::uintptr_t>(begin), static_cast<std::uintptr_t>(end),
               inode != 0 && permissions[0] == 'r' && permissions[1] == '-' && permissions[3] == 'p'};
    return true;
}

} // namespace

void dropStartupPages() noexcept
{
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> smaps(std::fopen("/proc/self/smaps", "re"),
                                                                &std::fclose);
    if (!smaps)
        return;
    char line[512];
    Mapping mapping;
    unsigned long anonymousKiB = 0;
    while (std::fgets(line, sizeof line, smaps.get())) {
        if (parseHeader(line, mapping))
            continue;
        // A relocated page is read-only by now but no copy of the file any more: it has to stay.
        if (mapping.readOnlyFile && std::sscanf(line, "Anonymous: %lu kB", &anonymousKiB) == 1 &&
            anonymousKiB == 0) {
            ::madvise(reinterpret_cast<void*>(mapping.begin), mapping.end - mapping.begin, MADV_DONTNEED);
            mapping.readOnlyFile = false;
        }
    }
}

} // namespace rollcall
