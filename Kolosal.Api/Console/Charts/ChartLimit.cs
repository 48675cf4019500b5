namespace Kolosal.WebConsole.Charts;

/// <summary>A threshold drawn across a chart.</summary>
public sealed record ChartLimit(string Name, double Value);
