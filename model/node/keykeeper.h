#pragma once

#include "model/cluster/keyrotation.h"
#include "model/cluster/node.h"
#include "model/messenger/encryptionkey.h"
#include "model/node/nodeconfig.h"

#include <QObject>

#include <array>
#include <optional>
#include <vector>

namespace rollcall
{

class Session;

/// What a node does with the keys that it has.
struct KeyChoice {
    std::optional<EncryptionKey> use; ///< for connections that it makes
    std::vector<EncryptionKey>
        accept;         ///< from those who connect to it; the first is meant by the former identity
    bool lacks = false; ///< it has none of the keys that the cluster accepts
};

/// have: the key of encryption_key_file first, if it can be read. Before the first rotation that one is used,
/// whatever it is; later the one in force, wherever it is, or during a rotation the other one. Nobody is let
/// in with a key that is no longer accepted, also when the node has no other.
KeyChoice chooseKeys(const KeyRotation& keys, const std::vector<EncryptionKey>& have);

/// For a process that only makes connections: reads both files and the row cluster now.
std::optional<EncryptionKey> keyToUse(Session& session, const NodeConfig& config);

/// The node's two key files, that of encryption_key_file and that of the next key, looked at again and again
/// so that no restart is needed. It only reads them: no step of a rotation can lose a key. A key in use whose
/// file has gone is kept until the node stops.
class KeyKeeper : public QObject
{
    Q_OBJECT

public:
    struct Files {
        QString current; ///< encryption_key_file; empty: none
        QString next;    ///< of the next key; need not exist
    };
    /// key: as it was read from the first file when the node started.
    KeyKeeper(const Files& files, const std::optional<EncryptionKey>& key, KeyRotation keys,
              QObject* parent = nullptr);

    /// Reads what changed since the last look: a few microseconds when nothing did.
    void look();
    /// What the row cluster says now.
    void setRotation(const KeyRotation& keys);

    const std::optional<EncryptionKey>& use() const { return m_choice.use; }
    const std::vector<EncryptionKey>& accepted() const { return m_choice.accept; }
    /// For the node's report.
    const KeyFiles& files() const { return m_files; }

Q_SIGNALS:
    void changed(); ///< use() or accepted()
    /// The file of the next key holds the one that a rotation leads to. Once for each key.
    void received(const QString& fingerprint);
    /// The files do not do; a sentence with what to do. Once for each sentence.
    void failed(const QString& sentence);

private:
    /// A file as it was when it was read.
    struct File {
        QString path; ///< empty: none
        std::array<qint64, 6> stamp{};
        std::optional<EncryptionKey> key;
        QString problem;
        bool missing = false;

        bool look(); ///< whether it was read again
    };
    void choose();
    void tell();
    QString problemNow() const;

    KeyRotation m_keys;
    File m_current;
    File m_next;
    KeyChoice m_choice;
    KeyFiles m_files;
    QString m_toldReceived;
    QString m_toldFailed;
};

} // namespace rollcall
