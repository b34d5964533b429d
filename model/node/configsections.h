#pragma once

#include "model/core/error.h"
#include "model/node/configtree.h"

#include <QProcessEnvironment>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace rollcall
{

/// One setting as it is in force, with where it came from: "/etc/rollcall/node.toml:4", an environment
/// variable, or "default". Never a secret.
struct EffectiveSetting {
    QString key;
    QString value;
    QString origin;
    QString winsOver; ///< where another value stands that is not used: "/etc/rollcall/node.toml:4"; or empty
};

/// A value with the words that say where it stands, for messages.
template <class T>
struct Sourced {
    T value;
    QString origin;
    QString winsOver = {}; ///< where another value stands that is not used; or empty
};

/// What is said of a configuration: everything wrong at once, not only the first mistake.
struct ConfigFindings {
    std::vector<Error> errors;   ///< the configuration is refused
    std::vector<Error> warnings; ///< it is used, but somebody should look
    std::vector<EffectiveSetting> effective;
};

/// Looks settings up: first in the environment, then in the file; collects what is wrong on the way.
class ConfigSections
{
public:
    ConfigSections(QString file, ConfigValue root, QProcessEnvironment environment);

    /// One section with the keys it may have; call it once for each section, in the order to be shown.
    void declare(const QString& section, const QStringList& keys);
    /// Complains of everything that was not declared.
    void refuseUnknown(const QStringList& listSections);

    /// Environment first (unless variable is empty). Complains when it is not text, or empty.
    std::optional<Sourced<QString>> text(const QString& section, const QString& key, const QString& variable);
    std::optional<Sourced<qint64>> integer(const QString& section, const QString& key,
                                           const QString& variable, qint64 least, qint64 most);
    /// The tables of [[section]].
    std::vector<const ConfigValue*> tables(const QString& section);
    /// The value of table[key] as text; complains when it is something else. Nothing when it is missing.
    std::optional<QString> textIn(const ConfigValue& table, const QString& path, const QString& key);
    void refuseUnknownIn(const ConfigValue& table, const QString& path, const QStringList& keys);

    void complain(const QString& origin, const QString& what, const QString& remedy = {});
    void warn(const QString& origin, const QString& what, const QString& remedy = {});
    void note(const QString& key, const QString& value, const QString& origin, const QString& winsOver = {});

    QString lineOrigin(int line) const;
    const QString& file() const { return m_file; }
    const QProcessEnvironment& environment() const { return m_environment; }
    ConfigFindings take() { return std::move(m_findings); }

private:
    const ConfigValue* sectionTable(const QString& section) const;
    const ConfigValue* value(const QString& section, const QString& key) const;

    QString m_file;
    ConfigValue m_root;
    QProcessEnvironment m_environment;
    std::vector<std::pair<QString, QStringList>> m_declared;
    ConfigFindings m_findings;
};

} // namespace rollcall
