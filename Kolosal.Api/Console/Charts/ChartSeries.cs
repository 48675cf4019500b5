namespace Kolosal.WebConsole.Charts;

/// <summary>A line of a chart: its name in the legend and its points in order.</summary>
/// <param name="Name">In the legend and the table.</param>
/// <param name="Points">Finite numbers.</param>
/// <param name="Dots">True to draw points only, unconnected.</param>
public sealed record ChartSeries(string Name, ImmutableArray<ChartPoint> Points, bool Dots = false);
