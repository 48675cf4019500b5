using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Neighbours;

/// <summary>Nearest neighbours as operations of a graph: the distance to every kept row, the smallest of them, and their votes.</summary>
/// <remarks>Distances are added up in the order of <see cref="DistanceMetric"/>, so that rows that are equally far for one are so for the
/// other, and of those the first is taken by both.</remarks>
internal static class NeighboursGraph
{
    private const int Lanes = 4;

    /// <summary>Numbers that an exported file holds at most: kept rows, and a vote table a neighbour.</summary>
    private const long MostNumbers = 4_000_000;

    /// <exception cref="NotExportableException">There are too many rows, or too many that are equally far.</exception>
    public static GraphValue Describe(GraphBuilder graph, GraphValue row, NeighbourIndex index, int neighbours, NeighbourWeighting weighting,
        int classes, ReadOnlySpan<int> labels, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        if (index.Metric.Kind == DistanceKind.Chebyshev)
            throw new NotExportableException("By the largest difference many rows are equally far, and which of them vote would hang on the last "
                + "digit of another program's arithmetic; export a model of another distance.");
        int width = classes == 0 ? 2 : classes;
        long numbers = (long)index.Count * (index.Columns + (long)neighbours * width);
        if (numbers > MostNumbers)
            throw new NotExportableException($"Nearest neighbours carry their rows along: {numbers} numbers here, at most {MostNumbers} are written; "
                + "train on fewer rows to export.");
        var (reduced, places) = graph.Smallest(Distances(graph, row, index), neighbours);
        var distances = index.Metric.Kind switch
        {
            DistanceKind.Euclidean => graph.Apply(UnaryOperation.SquareRoot, reduced),
            DistanceKind.Minkowski => graph.Apply(BinaryOperation.Power, reduced, graph.Constant(1 / index.Metric.Power)),
            _ => reduced,
        };
        double[] table = Table(index.Count, width, classes, labels, targets, weights);
        GraphValue? sum = null;
        for (int i = 0; i < neighbours; i++)
        {
            var said = graph.CodeTable(graph.Pick(places, i), index.Count, table);
            if (weighting == NeighbourWeighting.Distance) said = graph.Times(said, Vote(graph, distances, i));
            sum = sum is { } before ? graph.Plus(before, said) : said;
        }
        return classes == 0 ? graph.Over(graph.Pick(sum!.Value, 0), graph.Pick(sum.Value, 1)) : graph.Over(sum!.Value, graph.Sum(sum.Value));
    }

    /// <summary>The nearest distance over this one; where the nearest is 0, only those that are 0 count.</summary>
    private static GraphValue Vote(GraphBuilder graph, GraphValue distances, int place)
    {
        GraphValue nearest = graph.Pick(distances, 0), own = graph.Pick(distances, place);
        var apart = graph.IsLess(0, own);
        var share = graph.Over(nearest, graph.Select(apart, own, graph.Constant(1)));
        return graph.Select(graph.IsLess(0, nearest), share, graph.Minus(graph.Constant(1), apart));
    }

    /// <summary>What a row says: its weight in the column of its class, or its weighted value and its weight; zeros behind the last row.</summary>
    private static double[] Table(
        int rows, int width, int classes, ReadOnlySpan<int> labels, ReadOnlySpan<double> targets, ReadOnlySpan<double> weights)
    {
        double[] table = new double[(rows + 1) * width];
        for (int row = 0; row < rows; row++)
        {
            double weight = weights.IsEmpty ? 1 : weights[row];
            if (classes > 0) table[row * width + labels[row]] = weight;
            else (table[row * width], table[row * width + 1]) = (weight * targets[row], weight);
        }
        return table;
    }

    /// <summary>The reduced distance to every kept row.</summary>
    private static GraphValue Distances(GraphBuilder graph, GraphValue row, NeighbourIndex index)
    {
        var columns = graph.Split(row);
        if (index.Metric.Kind == DistanceKind.Cosine) return Cosines(graph, columns, index);
        var gaps = new GraphValue[columns.Length];
        for (int c = 0; c < gaps.Length; c++)
        {
            var gap = graph.Minus(columns[c], Kept(graph, index, c));
            gaps[c] = index.Metric.Kind switch
            {
                DistanceKind.Euclidean => graph.Times(gap, gap),
                DistanceKind.Minkowski => graph.Apply(
                    BinaryOperation.Power, graph.Apply(UnaryOperation.Absolute, gap), graph.Constant(index.Metric.Power)),
                _ => graph.Apply(UnaryOperation.Absolute, gap),
            };
        }
        return index.Metric.Kind switch
        {
            DistanceKind.Minkowski => gaps.Aggregate(graph.Plus),
            _ => InLanes(graph, gaps),
        };
    }

    private static GraphValue Cosines(GraphBuilder graph, GraphValue[] columns, NeighbourIndex index)
    {
        var dot = InLanes(graph, [.. columns.Select((column, c) => graph.Times(column, Kept(graph, index, c)))]);
        var length = graph.Apply(UnaryOperation.SquareRoot, InLanes(graph, [.. columns.Select(column => graph.Times(column, column))]));
        var some = graph.IsLess(0, length);
        var inverse = graph.Select(some, graph.Over(graph.Constant(1), graph.Select(some, length, graph.Constant(1))), graph.Constant(0));
        double[] kept = new double[index.Count];
        for (int i = 0; i < kept.Length; i++)
            kept[i] = DistanceMetric.InverseLength(index.Rows.Span.Slice(i * index.Columns, index.Columns));
        return graph.Clamp(graph.Minus(graph.Constant(1), graph.Times(dot, graph.Times(inverse, graph.Constants(kept)))), 0, 2);
    }

    private static GraphValue Kept(GraphBuilder graph, NeighbourIndex index, int column)
    {
        double[] kept = new double[index.Count];
        for (int i = 0; i < kept.Length; i++) kept[i] = index.Rows.Span[i * index.Columns + column];
        return graph.Constants(kept);
    }

    /// <summary>Four sums side by side, put together, and the rest behind them: the order of <see cref="DistanceMetric"/>.</summary>
    private static GraphValue InLanes(GraphBuilder graph, GraphValue[] terms)
    {
        int whole = terms.Length & ~(Lanes - 1);
        GraphValue? total = null;
        if (whole > 0)
        {
            var lanes = terms[..Lanes];
            for (int c = Lanes; c < whole; c++) lanes[c % Lanes] = graph.Plus(lanes[c % Lanes], terms[c]);
            total = graph.Plus(graph.Plus(lanes[0], lanes[2]), graph.Plus(lanes[1], lanes[3]));
        }
        foreach (var term in terms[whole..]) total = total is { } before ? graph.Plus(before, term) : term;
        return total!.Value;
    }
}
