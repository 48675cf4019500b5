using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing;

/// <summary>The parts of an instant as operations of a graph, from seconds since 1970-01-01T00:00:00Z.</summary>
/// <remarks>Year, month and day by counting days from 1 March of year 0, whose leap day is a year's last (Hinnant, "chrono-compatible low-level
/// date algorithms", 2013, civil_from_days): whole-number divisions alone.</remarks>
internal static class DateGraph
{
    private const double SecondsPerDay = 86_400, SecondsPerHour = 3_600, DaysToEpoch = 719_468, DaysPerEra = 146_097;

    /// <summary>As <see cref="DatePartsEncoder"/> lays them out.</summary>
    public static GraphValue Parts(GraphBuilder graph, GraphValue seconds, bool cyclical)
    {
        var days = graph.Over(seconds, graph.Constant(SecondsPerDay));
        var day = Floor(graph, days, 1);
        var hour = graph.Over(graph.Minus(seconds, graph.Times(day, SecondsPerDay)), graph.Constant(SecondsPerHour));

        var shifted = graph.Plus(day, DaysToEpoch);
        var era = Floor(graph, shifted, DaysPerEra);
        var dayOfEra = graph.Minus(shifted, graph.Times(era, DaysPerEra));
        // Years of an era: 365 days each, corrected for its leap days.
        var leap = graph.Plus(graph.Minus(graph.Minus(dayOfEra, Floor(graph, dayOfEra, 1_460)), Floor(graph, dayOfEra, 146_096)),
            Floor(graph, dayOfEra, 36_524));
        var yearOfEra = Floor(graph, leap, 365);
        var dayOfYear = graph.Minus(dayOfEra, graph.Plus(graph.Minus(graph.Times(yearOfEra, 365), Floor(graph, yearOfEra, 100)),
            Floor(graph, yearOfEra, 4)));
        var fromMarch = Floor(graph, graph.Plus(graph.Times(dayOfYear, 5), 2), 153);
        var dayOfMonth = graph.Plus(graph.Minus(dayOfYear, Floor(graph, graph.Plus(graph.Times(fromMarch, 153), 2), 5)), 1);
        var late = graph.IsLess(9, fromMarch); // January and February belong to the year that began in March before
        var month = graph.Minus(graph.Plus(fromMarch, 3), graph.Times(late, 12));
        var year = graph.Plus(graph.Plus(graph.Times(era, 400), yearOfEra), late);
        var weekday = Modulo(graph, graph.Plus(day, 4), 7); // 1 January 1970 was a Thursday

        if (!cyclical) return graph.Join([days, year, month, dayOfMonth, weekday, hour]);
        return graph.Join([days, year, .. Circle(graph, graph.Plus(month, -1), 12), .. Circle(graph, graph.Plus(dayOfMonth, -1), 31),
            .. Circle(graph, weekday, 7), .. Circle(graph, hour, 24)]);
    }

    private static GraphValue[] Circle(GraphBuilder graph, GraphValue value, double period)
    {
        var angle = graph.Times(value, 2 * Math.PI / period);
        return [graph.Apply(UnaryOperation.Sine, angle), graph.Apply(UnaryOperation.Cosine, angle)];
    }

    private static GraphValue Floor(GraphBuilder graph, GraphValue value, double divisor) =>
        graph.Apply(UnaryOperation.Floor, divisor == 1 ? value : graph.Over(value, graph.Constant(divisor)));

    private static GraphValue Modulo(GraphBuilder graph, GraphValue value, double divisor) =>
        graph.Minus(value, graph.Times(Floor(graph, value, divisor), divisor));
}
