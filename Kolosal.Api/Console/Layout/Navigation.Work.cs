using MudBlazor;

namespace Kolosal.WebConsole.Layout;

internal static partial class Navigation
{
    private static NavigationGroup Work => new("Work",
    [
        new("Start", "", Icons.Material.Outlined.Home, NavigationLink.Anybody),
        new("Data", "data", Icons.Material.Outlined.TableView, "data.read"),
        new("Train", "train", Icons.Material.Outlined.ModelTraining, "train.run"),
        new("Runs", "runs", Icons.Material.Outlined.Timeline, "train.read"),
        new("Models", "models", Icons.Material.Outlined.Widgets, "models.read"),
    ]);
}
