#include "tests/integration/mounts.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstring>

#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

namespace rollcall::test
{

namespace
{

void must(int result, const char* what)
{
    if (result != 0)
        qFatal("%s: %s", what, std::strerror(errno));
}

QByteArray encoded(const QString& path)
{
    return QFile::encodeName(path);
}

} // namespace

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
        // Whoever starts a database server afterwards is not root in here either.
        write("/proc/self/setgroups", "deny");
        write("/proc/self/uid_map", QByteArray::number(user) + ' ' + QByteArray::number(user) + " 1");
        write("/proc/self/gid_map", QByteArray::number(group) + ' ' + QByteArray::number(group) + " 1");
    }
    must(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr), "the mounts cannot be made private");
}

Mounts::Mounts(const QString& folder, int nodes)
    : m_folder(folder)
    , m_nodes(nodes)
{
    QDir().mkpath(share());
    must(::mount("tmpfs", encoded(share()).constData(), "tmpfs", 0, "size=256k"), "tmpfs");
    for (int i = 0; i < m_nodes; ++i) {
        QDir().mkpath(at(i));
        mountShare(i);
    }
}

Mounts::~Mounts()
{
    for (int i = 0; i < m_nodes; ++i)
        ::umount2(encoded(at(i)).constData(), MNT_DETACH);
    ::umount2(encoded(share()).constData(), MNT_DETACH);
}

void Mounts::bind(const QString& from, int node)
{
    must(::mount(encoded(from).constData(), encoded(at(node)).constData(), nullptr, MS_BIND, nullptr),
         "bind");
}

void Mounts::unmount(int node)
{
    must(::umount2(encoded(at(node)).constData(), MNT_DETACH), "umount");
}

void Mounts::setReadOnly(int node, bool on)
{
    must(::mount(nullptr, encoded(at(node)).constData(), nullptr,
                 (on ? static_cast<unsigned long>(MS_RDONLY) : 0UL) | MS_REMOUNT | MS_BIND, nullptr),
         "remount");
}

} // namespace rollcall::test
