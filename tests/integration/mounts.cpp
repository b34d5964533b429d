#include "tests/integration/mounts.h"

#include <QDir>
#include <QFile>

#include <cerrno>
#include <cstring>

#include <sys/mount.h>

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
