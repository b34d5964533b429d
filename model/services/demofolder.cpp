#include "model/services/demofolder.h"

#include "model/messenger/encryptionkey.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSaveFile>
#include <QTcpServer>
#include <QUrl>

namespace rollcall
{

namespace
{

Failure cannotWrite(const QString& path, const QString& why)
{
    return failure(ErrorKind::Refused, QStringLiteral("The demo cannot write there: %1.").arg(why),
                   QStringLiteral("Choose another folder, or check that the disk is not full."), path);
}

Result<void> writeFile(const QString& path, const QByteArray& bytes, QFile::Permissions permissions)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return cannotWrite(path, file.errorString());
    file.setPermissions(permissions);
    if (file.write(bytes) != bytes.size() || !file.commit())
        return cannotWrite(path, file.errorString());
    return {};
}

/// Ports that were free on 127.0.0.1 a moment ago, all different.
Result<std::vector<quint16>> freePorts(int count)
{
    std::vector<std::unique_ptr<QTcpServer>> servers;
    std::vector<quint16> ports;
    for (int i = 0; i < count; ++i) {
        auto server = std::make_unique<QTcpServer>();
        if (!server->listen(QHostAddress::LocalHost, 0))
            return failure(
                ErrorKind::Refused,
                QStringLiteral("No free port was found on 127.0.0.1: %1.").arg(server->errorString()));
        ports.push_back(server->serverPort());
        servers.push_back(std::move(server));
    }
    return ports;
}

/// A basic string of TOML.
QByteArray quoted(const QString& text)
{
    QString out;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            out += u'\\' + QString(c);
        else if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            out += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            out += c;
    }
    return '"' + out.toUtf8() + '"';
}

} // namespace

DemoFolder::DemoFolder(QString path)
    : m_path(QDir(path).absolutePath())
{
}

DemoFolder::~DemoFolder() = default;

const QStringList& DemoFolder::nodeNames()
{
    static const QStringList names{QStringLiteral("demo-01"), QStringLiteral("demo-02"),
                                   QStringLiteral("demo-03")};
    return names;
}

Result<void> DemoFolder::prepare(const QString& databaseUrl, const QString& passwordFile,
                                 const QString& demoProgram)
{
    if (!QDir().mkpath(m_path))
        return cannotWrite(m_path, QStringLiteral("the folder cannot be made"));
    if (const Result<void> locked = takeLock(); !locked)
        return locked;
    if (const Result<void> key = writeKey(); !key)
        return key;
    constexpr int portsEach = 4;
    const Result<std::vector<quint16>> ports = freePorts(int(nodeNames().size()) * portsEach);
    if (!ports)
        return Failure(ports.error());
    m_nodes.clear();
    auto port = ports->begin();
    for (const QString& name : nodeNames()) {
        const QString folder = m_path + u'/' + name;
        if (!QDir().mkpath(folder))
            return cannotWrite(folder, QStringLiteral("the folder cannot be made"));
        DemoNodeFiles node{name, folder + QStringLiteral("/node.toml"), folder + QStringLiteral("/node.log")};
        node.messengerPort = *port++;
        node.healthPort = *port++;
        node.webPort = *port++;
        node.servicePort = *port++;
        const QByteArray config = configOf(node, databaseUrl.isEmpty() ? this->databaseUrl() : databaseUrl,
                                           passwordFile, demoProgram);
        if (const Result<void> written = writeFile(node.config, config, QFile::ReadOwner | QFile::WriteOwner);
            !written)
            return written;
        m_nodes.push_back(std::move(node));
    }
    return {};
}

void DemoFolder::release()
{
    m_lock.reset();
}

void DemoFolder::remove()
{
    QDir folder(m_path);
    for (const QString& name : nodeNames())
        QDir(m_path + u'/' + name).removeRecursively();
    for (const char* name : {"demo.sqlite", "demo.sqlite-wal", "demo.sqlite-shm", "encryption.key"})
        folder.remove(QString::fromLatin1(name));
    m_lock.reset();
    folder.remove(QStringLiteral("demo.lock"));
    QDir().rmdir(m_path);
}

QString DemoFolder::keyFile() const
{
    return m_path + QStringLiteral("/encryption.key");
}

QString DemoFolder::databaseUrl() const
{
    QUrl url;
    url.setScheme(QStringLiteral("sqlite"));
    url.setHost(QString());
    url.setPath(m_path + QStringLiteral("/demo.sqlite"), QUrl::DecodedMode);
    return QStringLiteral("sqlite://") + url.path(QUrl::FullyEncoded);
}

Result<void> DemoFolder::takeLock()
{
    if (m_lock)
        return {};
    auto lock = std::make_unique<QLockFile>(m_path + QStringLiteral("/demo.lock"));
    lock->setStaleLockTime(0); // only a process that is gone gives it up
    if (!lock->tryLock(0)) {
        if (lock->error() != QLockFile::LockFailedError)
            return cannotWrite(m_path, QStringLiteral("no permission, or the disk is full"));
        return failure(ErrorKind::Refused, QStringLiteral("Another demo runs in this folder."),
                       QStringLiteral("Stop it first, or choose another folder."), m_path);
    }
    m_lock = std::move(lock);
    return {};
}

Result<void> DemoFolder::writeKey() const
{
    if (EncryptionKey::readFile(keyFile()))
        return {};
    return writeFile(keyFile(), EncryptionKey::generate().reveal() + '\n',
                     QFile::ReadOwner | QFile::WriteOwner);
}

QByteArray DemoFolder::configOf(const DemoNodeFiles& node, const QString& databaseUrl,
                                const QString& passwordFile, const QString& demoProgram) const
{
    const QString folder = m_path + u'/' + node.name;
    const auto port = [](quint16 number) { return QByteArray::number(number); };
    QByteArray text = "# Written by the demo at each start.\n[node]\nname = " + quoted(node.name) +
                      "\naddress = \"127.0.0.1\"\nstate_dir = " + quoted(folder + QStringLiteral("/state")) +
                      "\n\n[database]\nurl = " + quoted(databaseUrl) + '\n';
    if (!passwordFile.isEmpty())
        text += "password_file = " + quoted(QFileInfo(passwordFile).absoluteFilePath()) + '\n';
    text += "\n[security]\nencryption_key_file = " + quoted(keyFile()) +
            "\n\n[messenger]\nlisten = \"tcp://127.0.0.1:" + port(node.messengerPort) +
            "\"\n\n[health]\nlisten = \"127.0.0.1:" + port(node.healthPort) + "\"\n";
    text += "\n[[unit]]\nname = \"web\"\nrole = \"web\"\ncommand = [" + quoted(demoProgram) +
            ", \"web\", \"--port\", \"" + port(node.webPort) + "\"]\n";
    text += "\n[[unit]]\nname = \"service\"\nrole = \"service\"\ncommand = [" + quoted(demoProgram) +
            ", \"service\", \"--port\", \"" + port(node.servicePort) + "\", \"--log\", " +
            quoted(folder + QStringLiteral("/service.log")) + "]\n";
    return text;
}

QString lastLineOf(const QString& file)
{
    constexpr qint64 tail = 4096;
    constexpr int longest = 500;
    QFile log(file);
    if (!log.open(QIODevice::ReadOnly))
        return {};
    log.seek(std::max<qint64>(0, log.size() - tail));
    const QList<QByteArray> lines = log.readAll().split('\n');
    for (auto line = lines.crbegin(); line != lines.crend(); ++line)
        if (!line->trimmed().isEmpty())
            return QString::fromUtf8(line->trimmed()).left(longest);
    return {};
}

} // namespace rollcall
