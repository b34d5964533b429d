#pragma once

#include "model/cluster/clusterview.h"
#include "ui/dialogs/dialogframe.h"
#include "ui/dialogs/nodetoml.h"

#include <QSet>

class QLineEdit;
class QPlainTextEdit;
class QSpinBox;
class QStackedWidget;

namespace rollcall
{

class CheckList;
class StateMark;
class TextLabel;

/// Makes the complete configuration of a new node, says what to run there, and then watches it arrive.
class AddNodeDialog final : public DialogFrame
{
    Q_OBJECT

public:
    /// databaseUrl: of this cluster, as the new node reaches it.
    AddNodeDialog(const ClusterView& view, const QString& databaseUrl, bool needsPassword, QWidget* parent);

    /// A newer view of the cluster. stale: why what it says may not be true any more; empty: it is fresh.
    void follow(const ClusterView& view, const QString& stale);

    /// "web-04" after web-01 to web-03
    static QString nextName(const ClusterView& view);

private:
    QWidget* form(const ClusterView& view);
    QWidget* arrival();
    NewNode node() const;
    void update();
    void save();
    void turnTo(int page);
    void showArrival();
    bool wasThereBefore(const QString& name) const;

    ClusterView m_view;
    QString m_stale;
    QSet<NodeId> m_before; ///< the nodes that were there when the dialog was opened
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
    QPushButton* m_turn;
    QStackedWidget* m_pages;
    CheckList* m_checks;
    StateMark* m_arrivalMark;
    TextLabel* m_arrivalSentence;
};

} // namespace rollcall
