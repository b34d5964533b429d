/* Disturbs a process's input and output on one file and its companions (LD_PRELOAD): a disk that fails, for
 * databases that are a file.
 *
 * DISKSHIM_FILE is the beginning of the paths concerned. The file named by DISKSHIM holds one 64-bit number, changed
 * while the process runs: 0 nothing, EROFS every write fails with it as on a file system that has become read-only,
 * otherwise every call fails with EIO. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static volatile int64_t* word;
static const char* prefix;

__attribute__((constructor)) static void attach(void)
{
    const char* path = getenv("DISKSHIM");
    prefix = getenv("DISKSHIM_FILE");
    const int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0)
        return;
    void* map = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (map != MAP_FAILED)
        word = map;
}

static int concerns(int fd)
{
    char link[64];
    char path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0 || !prefix)
        return 0;
    path[length] = 0;
    return strncmp(path, prefix, strlen(prefix)) == 0;
}

enum { READS, WRITES };

/* 0: go on; otherwise the call fails, and errno says with what. */
static int disturbed(int fd, int kind)
{
    if (!word || *word == 0 || (*word == EROFS && kind == READS) || !concerns(fd))
        return 0;
    errno = *word == EROFS ? EROFS : EIO;
    return 1;
}

ssize_t pread64(int fd, void* buffer, size_t size, off64_t at)
{
    return disturbed(fd, READS) ? -1 : (ssize_t)syscall(SYS_pread64, fd, buffer, size, at);
}
ssize_t pread(int fd, void* buffer, size_t size, off_t at)
{
    return pread64(fd, buffer, size, at);
}
ssize_t pwrite64(int fd, const void* buffer, size_t size, off64_t at)
{
    return disturbed(fd, WRITES) ? -1 : (ssize_t)syscall(SYS_pwrite64, fd, buffer, size, at);
}
ssize_t pwrite(int fd, const void* buffer, size_t size, off_t at)
{
    return pwrite64(fd, buffer, size, at);
}
int fdatasync(int fd)
{
    return disturbed(fd, WRITES) ? -1 : (int)syscall(SYS_fdatasync, fd);
}
int fsync(int fd)
{
    return disturbed(fd, WRITES) ? -1 : (int)syscall(SYS_fsync, fd);
}
static int control(int fd, int command, void* argument)
{
    const int locks = command == F_SETLK || command == F_SETLKW || command == F_GETLK;
    return locks && disturbed(fd, READS) ? -1 : (int)syscall(SYS_fcntl, fd, command, argument);
}
int fcntl64(int fd, int command, ...)
{
    va_list rest;
    va_start(rest, command);
    void* argument = va_arg(rest, void*);
    va_end(rest);
    return control(fd, command, argument);
}
int fcntl(int fd, int command, ...)
{
    va_list rest;
    va_start(rest, command);
    void* argument = va_arg(rest, void*);
    va_end(rest);
    return control(fd, command, argument);
}
