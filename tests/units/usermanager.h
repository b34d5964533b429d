#pragma once

#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace rollcall::test
{

/// A real "systemd --user" with a bus and unit files of its own, which ends with the object. It runs in a
/// mount namespace with an empty /run, so it needs root: call needRoot() first thing in main(). While it
/// exists, this process and its children find it as the user's systemd (XDG_RUNTIME_DIR).
///
/// Control groups are the machine's: unit() makes names that no other test has.
class UserManager
{
public:
    /// Starts the program anew with sudo when it is not root's.
    static void needRoot(char** argv);

    UserManager();
    ~UserManager();
    UserManager(const UserManager&) = delete;
    UserManager& operator=(const UserManager&) = delete;

    /// "rollcall-test-PID-NAME.service".
    QString unit(const QString& name) const;
    /// Writes the unit file of unit(name) with these lines below [Service], and has it read.
    QString install(const QString& name, const QStringList& serviceLines, const QStringList& unitLines = {});
    QString installText(const QString& name, const QString& text); ///< the same with a whole unit file
    /// Runs systemctl --user with these arguments; its output. expectSuccess: a failure ends the test.
    QString systemctl(const QStringList& arguments, bool expectSuccess = true) const;
    QString property(const QString& service, const QString& name) const;
    /// Of the bus that it started.
    qint64 busDaemon() const;
    QString busAddress() const;

private:
    QTemporaryDir m_folder;
};

} // namespace rollcall::test
