#pragma once

#include "model/cluster/clusterview.h"
#include "model/tables/freshness.h"
#include "ui/dialogs/intent.h"

#include <QWidget>

namespace rollcall
{

/// One page of one cluster. It shows what it is given and asks for what a person wants; it knows neither
/// session nor database.
class Page : public QWidget
{
    Q_OBJECT

public:
    using QWidget::QWidget;

    virtual QString title() const = 0;
    /// Called with every new reading, and each second while the values are old.
    virtual void present(const ClusterView& view, const Freshness& freshness) = 0;
    /// Ctrl+F; false: there is nothing to filter.
    virtual bool focusFilter() { return false; }
    /// Where the keyboard goes when the page is chosen, and for F6.
    virtual QWidget* mainPane() { return this; }

Q_SIGNALS:
    void requested(const rollcall::Intent& intent);
    void nodeAsked(rollcall::NodeId node);     ///< show it on the page of nodes
    void eventsAsked(const QString& nodeName); ///< empty: all
    void nodesAsked();
    void addNodeAsked();
    void retryAsked();
};

} // namespace rollcall
