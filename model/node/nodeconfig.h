#pragma once

#include "model/core/secret.h"
#include "model/database/databaseurl.h"
#include "model/messenger/encryptionkey.h"
#include "model/messenger/endpoint.h"
#include "model/messenger/messengerlimits.h"
#include "model/node/configsections.h"
#include "model/units/systemdscope.h"
#include "model/units/unitspec.h"

#include <QProcessEnvironment>
#include <QString>

#include <optional>
#include <vector>

namespace rollcall
{

/// The configuration of one node, complete and checked.
struct NodeConfig {
    QString name;    ///< of the node
    QString address; ///< host name or address that others reach it by
    QString stateDir;
    int priority = 100; ///< 0: never primary; with it the node registers
    DatabaseUrl databaseUrl;
    Secret databasePassword;                 ///< empty: none
    std::optional<EncryptionKey> key;        ///< nothing: the messenger is a pipe
    Endpoint messenger = Endpoint::pipe({}); ///< listens on
    MessengerLimits messengerLimits;
    QString healthListen; ///< "0.0.0.0:33238"
    QString storagePath;  ///< empty: the cluster's
    std::vector<UnitSpec> units;
    SystemdScope systemd = SystemdScope::System; ///< that runs the units which are services of systemd
    QString keyFile;                             ///< that key came from; empty: none
    QString nextKeyFile; ///< where the next key is put while the cluster's is changed; need not exist
};

struct NodeConfigReading {
    std::optional<NodeConfig> config; ///< nothing when there is at least one error
    ConfigFindings findings;
};

inline constexpr QLatin1String defaultNodeConfigFile("/etc/rollcall/node.toml");

/// Reads the file and the environment. Names every mistake, with "FILE:LINE" or the variable's name; reads
/// the secret files that they name, and never repeats what is in them. Relative paths count from the file's
/// folder.
///
/// Variables, stronger than the file: ROLLCALL_NODE_NAME, ROLLCALL_NODE_ADDRESS, ROLLCALL_NODE_PRIORITY,
/// ROLLCALL_STATE_DIR, ROLLCALL_DATABASE_URL, ROLLCALL_DATABASE_PASSWORD_FILE, ROLLCALL_ENCRYPTION_KEY_FILE,
/// ROLLCALL_MESSENGER_LISTEN, ROLLCALL_HEALTH_LISTEN, ROLLCALL_STORAGE_PATH, ROLLCALL_SYSTEMD_BUS.
NodeConfigReading readNodeConfig(const QString& file, const QProcessEnvironment& environment);
/// The same of a text that was in the file at some time.
NodeConfigReading readNodeConfig(const QByteArray& text, const QString& file,
                                 const QProcessEnvironment& environment);

} // namespace rollcall
