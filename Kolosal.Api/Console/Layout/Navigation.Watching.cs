using MudBlazor;

namespace Kolosal.WebConsole.Layout;

internal static partial class Navigation
{
    private static NavigationGroup Watching => new("Watching",
    [
        new("Overview", "watching", Icons.Material.Outlined.MonitorHeart, "monitoring.read"),
        new("Service levels", "slo", Icons.Material.Outlined.Speed, "monitoring.read"),
        new("Drift", "drift", Icons.Material.Outlined.ShowChart, "monitoring.read"),
        new("Fairness", "fairness", Icons.Material.Outlined.Balance, "fairness.read"),
        new("Performance", "performance", Icons.Material.Outlined.Insights, "monitoring.read"),
        new("Incidents", "incidents", Icons.Material.Outlined.Report, "incidents.read"),
        new("Alerts", "alerts", Icons.Material.Outlined.NotificationsActive, "monitoring.read"),
        new("Model registry", "registry", Icons.Material.Outlined.AccountTree, "models.read"),
        new("Traffic", "traffic", Icons.Material.Outlined.AltRoute, "models.read"),
        new("Cluster", "cluster", Icons.Material.Outlined.Dns, "system.read"),
    ]);
}
