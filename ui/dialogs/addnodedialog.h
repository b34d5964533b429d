#pragma once

#include "model/cluster/clusterview.h"
#include "ui/dialogs/dialogframe.h"
#include "ui/dialogs/nodetoml.h"

class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace rollcall
{

/// Makes the complete configuration of a new node, and says what to run there.
class AddNodeDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// databaseUrl: of this cluster, as the new node reaches it.
    AddNodeDialog(const ClusterView& view, const QString& databaseUrl, bool needsPassword, QWidget* parent);

    /// "web-04" after web-01 to web-03
    static QString nextName(const ClusterView& view);

private:
    NewNode node() const;
    void update();
    void save();

    QStringList m_takenNames;
    bool m_needsPassword;
    QLineEdit* m_name;
    QLineEdit* m_address;
    QLineEdit* m_url;
    QSpinBox* m_messengerPort;
    QSpinBox* m_healthPort;
    QLineEdit* m_web;
    QLineEdit* m_service;
    QPlainTextEdit* m_toml;
    QPlainTextEdit* m_commands;
    QPushButton* m_save;
    QPushButton* m_copy;
};

} // namespace rollcall
