namespace Kolosal.WebConsole.Charts;

/// <summary>A point of a line.</summary>
public readonly record struct ChartPoint(double X, double Y);
