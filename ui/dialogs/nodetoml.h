#pragma once

#include <QString>

namespace rollcall
{

/// What is asked about a new node.
struct NewNode {
    QString name;        ///< "web-04"
    QString address;     ///< host name or address that the other nodes reach it by
    QString databaseUrl; ///< the cluster's, without a password
    bool needsPassword = false;
    quint16 messengerPort = 33237;
    quint16 healthPort = 33238;
    QString webCommand;     ///< as typed in a shell, split like one; empty: no unit "web"
    QString serviceCommand; ///< empty: no unit "service"
};

/// The complete /etc/rollcall/node.toml of the node.
QString nodeToml(const NewNode& node);

/// What to run on the new server once node.toml is there.
QString nodeCommands(const NewNode& node);

/// Why these values cannot work, in a sentence; empty: they can.
QString mistakeIn(const NewNode& node);

} // namespace rollcall
