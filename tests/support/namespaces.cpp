#include "tests/support/namespaces.h"

#include <QByteArray>
#include <QFile>

#include <cerrno>
#include <cstring>

#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rollcall::test
{

void enterMountNamespace()
{
    const uid_t user = ::geteuid();
    const gid_t group = ::getegid();
    if (::unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0)
        qFatal("no mount namespace: %s", std::strerror(errno));
    if (user != 0) {
        const auto write = [](const char* path, const QByteArray& text) {
            QFile file(QString::fromLatin1(path));
            if (!file.open(QIODevice::WriteOnly) || file.write(text) < 0)
                qFatal("%s cannot be written", path);
        };
        write("/proc/self/setgroups", "deny");
        write("/proc/self/uid_map", "0 " + QByteArray::number(user) + " 1");
        write("/proc/self/gid_map", "0 " + QByteArray::number(group) + " 1");
    }
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
        qFatal("the mounts cannot be made private: %s", std::strerror(errno));
}

void enterNetworkNamespace()
{
    if (::unshare(CLONE_NEWNET) != 0)
        qFatal("no network namespace: %s", std::strerror(errno));
    const int any = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq loopback{};
    std::strcpy(loopback.ifr_name, "lo");
    loopback.ifr_flags = IFF_UP;
    if (any < 0 || ::ioctl(any, SIOCSIFFLAGS, &loopback) != 0)
        qFatal("the loopback cannot be brought up: %s", std::strerror(errno));
    ::close(any);
}

} // namespace rollcall::test
