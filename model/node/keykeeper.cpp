#include "model/node/keykeeper.h"

#include "model/database/clusterrepository.h"

#include <QFile>

#include <algorithm>

#include <sys/stat.h>

namespace rollcall
{

namespace
{

const EncryptionKey* withFingerprint(const std::vector<EncryptionKey>& keys, const QString& fingerprint)
{
    const auto found = std::find_if(keys.begin(), keys.end(), [&fingerprint](const EncryptionKey& key) {
        return key.fingerprint() == fingerprint;
    });
    return found == keys.end() ? nullptr : &*found;
}

} // namespace

KeyChoice chooseKeys(const KeyRotation& keys, const std::vector<EncryptionKey>& have)
{
    KeyChoice choice;
    if (have.empty())
        return choice;
    if (keys.inForce.isEmpty()) {
        choice.use = have.front();
        choice.accept = {have.front()};
        return choice;
    }
    for (const QString& fingerprint : {keys.inForce, keys.other})
        if (const EncryptionKey* key = withFingerprint(have, fingerprint))
            choice.accept.push_back(*key);
    choice.lacks = choice.accept.empty();
    choice.use = choice.lacks ? have.front() : choice.accept.front();
    return choice;
}

bool KeyKeeper::File::look()
{
    if (path.isEmpty())
        return false;
    struct stat status {
    };
    std::array<qint64, 6> now{};
    if (::stat(QFile::encodeName(path).constData(), &status) == 0)
        now = {qint64(status.st_ino),          qint64(status.st_size),        qint64(status.st_mtim.tv_sec),
               qint64(status.st_mtim.tv_nsec), qint64(status.st_ctim.tv_sec), qint64(status.st_ctim.tv_nsec)};
    const bool gone = now == std::array<qint64, 6>{};
    if (now == stamp && gone == missing)
        return false;
    stamp = now;
    missing = gone;
    key.reset();
    problem.clear();
    if (gone)
        return true;
    if (const Result<EncryptionKey> read = EncryptionKey::readFile(path))
        key = *read;
    else
        problem = read.error().message();
    return true;
}

KeyKeeper::KeyKeeper(const Files& files, const std::optional<EncryptionKey>& key, KeyRotation keys,
                     QObject* parent)
    : QObject(parent)
    , m_keys(std::move(keys))
{
    m_current.path = files.current;
    m_next.path = files.next;
    m_choice.use = key;
    m_current.look();
    m_next.look();
    choose();
}

void KeyKeeper::look()
{
    const bool current = m_current.look();
    if (m_next.look() || current)
        choose();
    tell();
}

void KeyKeeper::setRotation(const KeyRotation& keys)
{
    if (m_keys == keys)
        return;
    m_keys = keys;
    choose();
}

void KeyKeeper::choose()
{
    std::vector<EncryptionKey> have;
    const auto add = [&have](const std::optional<EncryptionKey>& key) {
        if (key && std::find(have.begin(), have.end(), *key) == have.end())
            have.push_back(*key);
    };
    add(m_current.key);
    add(m_current.key || !m_keys.inForce.isEmpty() ? std::nullopt : m_choice.use); // it stays what it was
    add(m_next.key);
    add(m_choice.use);
    for (const EncryptionKey& key : m_choice.accept)
        add(key);
    const KeyChoice before = std::exchange(m_choice, chooseKeys(m_keys, have));
    const auto print = [](const File& file) { return file.key ? file.key->fingerprint() : QString(); };
    m_files = {print(m_current), print(m_next), m_next.path, problemNow()};
    if (before.use != m_choice.use || before.accept != m_choice.accept)
        Q_EMIT changed();
}

QString KeyKeeper::problemNow() const
{
    if (!m_current.problem.isEmpty())
        return m_current.problem;
    if (!m_next.problem.isEmpty())
        return m_next.problem;
    if (!m_choice.use)
        return {};
    const QString& use = m_choice.use->fingerprint();
    if (m_choice.lacks)
        return QStringLiteral(
                   "The cluster uses encryption key %1, and this node has only %2. Put key %1 into %3; "
                   "no restart is needed.")
            .arg(m_keys.inForce, use, m_next.path);
    if (m_choice.use != m_current.key && m_choice.use != m_next.key)
        return QStringLiteral(
                   "Key %1, which this node uses, is in no file any more. Put it back into %2 before "
                   "the node restarts.")
            .arg(use, m_current.path);
    return {};
}

void KeyKeeper::tell()
{
    const QString next = m_keys.newKey();
    if (!next.isEmpty() && m_files.next == next && m_toldReceived != next) {
        m_toldReceived = next;
        Q_EMIT received(next);
    }
    if (std::exchange(m_toldFailed, m_files.problem) != m_files.problem && !m_files.problem.isEmpty())
        Q_EMIT failed(m_files.problem);
}

std::optional<EncryptionKey> keyToUse(Session& session, const NodeConfig& config)
{
    const Result<ClusterRow> cluster = ClusterRepository::read(session);
    return cluster ? KeyKeeper({config.keyFile, config.nextKeyFile}, config.key, cluster->keys).use()
                   : config.key;
}

} // namespace rollcall
