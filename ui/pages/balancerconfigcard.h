#pragma once

#include "model/services/balancerfiles.h"
#include "model/tables/freshness.h"
#include "ui/widgets/card.h"

#include <memory>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedLayout;

namespace rollcall
{

class EmptyState;
class TextLabel;

/// Configuration: the complete file of a load balancer for this cluster, to copy or to save. It follows the
/// nodes as they come and go.
class BalancerConfigCard final : public Card
{
    Q_OBJECT

public:
    explicit BalancerConfigCard(QWidget* parent = nullptr);

    /// view: null while nothing was read.
    void present(std::shared_ptr<const ClusterView> view);
    /// While the view is old nothing is taken away from here: nodes may have come and gone.
    void setFreshness(const Freshness& freshness);
    BalancerRequest request() const;
    /// Whether the person has said what the application's port is.
    bool portsAreKnown() const { return m_portsKnown; }
    /// The configuration that is shown; empty: there is none.
    const QString& text() const { return m_shown; }
    /// Into the file at path; says below the text how it went. Not while the view is old.
    void saveTo(const QString& path);

Q_SIGNALS:
    void requestChanged();

private:
    void buildInputs();
    void refresh();
    void switchButtons();
    void chooseFile();
    void copyText();

    std::shared_ptr<const ClusterView> m_view;
    QString m_shown;
    QString m_trouble; ///< why there is nothing to show, or empty
    QString m_stale;   ///< "Off because the values are 34 s old.", or empty
    bool m_portsKnown = false;
    QComboBox* m_product;
    QLineEdit* m_bind;
    QLineEdit* m_ports;
    QPushButton* m_copy;
    QPushButton* m_save;
    QPlainTextEdit* m_text;
    EmptyState* m_instead;
    QStackedLayout* m_stack;
    TextLabel* m_foot;
};

} // namespace rollcall
