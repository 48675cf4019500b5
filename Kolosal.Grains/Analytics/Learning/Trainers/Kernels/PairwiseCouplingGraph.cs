using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Kernels;

/// <summary>The coupling of <see cref="PairwiseCoupling"/> as operations of a graph, without its iteration.</summary>
/// <remarks>With the numbers of p summing to 1, pᵀ Q p is least at x / Σ x for Q x = 1 (the second approach of Wu, Lin and Weng, JMLR 5, 2004, as
/// a system of equations). Q is singular where the pairs agree with each other, so 1 is added to every number of it first: pᵀ Q p grows by 1 for
/// every p allowed, which moves no minimum, and Q becomes positive definite. So elimination needs no pivots, and is the same for every row.</remarks>
internal static class PairwiseCouplingGraph
{
    /// <summary>The elimination of k classes has k³ / 3 numbers.</summary>
    public const int MostClasses = 32;

    /// <summary>Adds the coupling of 3 to <see cref="MostClasses"/> classes.</summary>
    /// <param name="graph">Where it is added.</param>
    /// <param name="pairs">rᵢⱼ of i &lt; j, pairs in the order (0, 1), (0, 2), … (1, 2), …; all strictly between 0 and 1.</param>
    /// <param name="classes">k.</param>
    /// <returns>One probability a class.</returns>
    public static GraphValue Couple(GraphBuilder graph, GraphValue pairs, int classes)
    {
        var others = graph.Minus(graph.Constant(1), pairs);
        var terms = graph.Join([graph.Times(pairs, pairs), graph.Times(others, others), graph.Times(pairs, others)]);
        var rest = System(graph, terms, classes);
        var rows = new (GraphValue Values, GraphValue Pivot)[classes];
        for (int k = 0; k < classes; k++) (rows[k], rest) = Eliminate(graph, rest, classes - k);

        // From the last row upwards: each has its pivot, its numbers behind it, and its right side.
        var solved = new GraphValue[classes];
        for (int k = classes - 1; k >= 0; k--)
        {
            var (row, pivot) = rows[k];
            int behind = classes - 1 - k;
            var right = graph.Pick(row, behind);
            if (behind > 0)
                right = graph.Minus(right, graph.Sum(graph.Times(graph.Pick(row, [.. Enumerable.Range(0, behind)]), graph.Join(solved[(k + 1)..]))));
            solved[k] = graph.Over(right, pivot);
        }
        return graph.Normalize(graph.AtLeast(graph.Join(solved), 0));
    }

    /// <summary>Q + 1 with a right side of 1, k × (k + 1), from r², (1 − r)² and r (1 − r) of the pairs.</summary>
    private static GraphValue System(GraphBuilder graph, GraphValue terms, int classes)
    {
        int pairs = terms.Width / 3, width = classes + 1;
        double[] weights = new double[classes * width * terms.Width], ones = new double[classes * width];
        Array.Fill(ones, 1);
        void Weigh(int row, int column, int term, double weight) => weights[(row * width + column) * terms.Width + term] = weight;
        for (int a = 0, pair = 0; a < classes; a++)
            for (int b = a + 1; b < classes; b++, pair++)
            {
                Weigh(b, b, pair, 1);
                Weigh(a, a, pairs + pair, 1);
                Weigh(a, b, 2 * pairs + pair, -1);
                Weigh(b, a, 2 * pairs + pair, -1);
            }
        return graph.Linear(terms, weights, ones);
    }

    /// <summary>Takes the first unknown out of n equations.</summary>
    /// <returns>The first equation behind its pivot, and its pivot; the other equations without the unknown.</returns>
    private static ((GraphValue Values, GraphValue Pivot) Row, GraphValue Others) Eliminate(GraphBuilder graph, GraphValue system, int n)
    {
        int width = n + 1;
        var pivot = graph.Pick(system, 0);
        var row = graph.Pick(system, [.. Enumerable.Range(1, n)]);
        if (n == 1) return ((row, pivot), row);
        int[] inner = [.. Enumerable.Range(0, (n - 1) * n)];
        var factors = graph.Over(graph.Pick(system, [.. Enumerable.Range(1, n - 1).Select(i => i * width)]), pivot);
        var change = graph.Times(graph.Pick(factors, [.. inner.Select(at => at / n)]), graph.Pick(row, [.. inner.Select(at => at % n)]));
        return ((row, pivot), graph.Minus(graph.Pick(system, [.. inner.Select(at => (at / n + 1) * width + 1 + at % n)]), change));
    }
}
