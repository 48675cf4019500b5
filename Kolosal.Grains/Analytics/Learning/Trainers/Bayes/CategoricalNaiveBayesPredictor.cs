using Kolosal.Learning.Graphs;
using Kolosal.Learning.Linear;

namespace Kolosal.Learning.Bayes;

/// <summary>A table of log shares a column.</summary>
public sealed class CategoricalNaiveBayesPredictor : IPredictor, IGraphPart
{
    private const byte Version = 1;
    private readonly CategoryColumn[] columns;
    private readonly double[] priors;
    private readonly double[][] tables;

    /// <param name="columns">How values become categories.</param>
    /// <param name="priors">The logarithms of the classes' prior shares.</param>
    /// <param name="tables">For each column categories × classes.</param>
    internal CategoricalNaiveBayesPredictor(CategoryColumn[] columns, double[] priors, double[][] tables) =>
        (this.columns, this.priors, this.tables) = (columns, priors, tables);

    /// <inheritdoc/>
    public int Inputs => columns.Length;

    /// <inheritdoc/>
    public int Outputs => priors.Length;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<double> row, Span<double> output)
    {
        output = output[..priors.Length];
        priors.CopyTo(output);
        for (int c = 0; c < columns.Length; c++)
        {
            int category = columns[c].Of(row[c]);
            if (category < 0) continue;
            var shares = tables[c].AsSpan(category * output.Length, output.Length);
            for (int k = 0; k < output.Length; k++) output[k] += shares[k];
        }
        LinearPredictor.Softmax(output);
    }

    /// <inheritdoc/>
    GraphValue IGraphPart.Describe(GraphBuilder graph, GraphValue row)
    {
        var scores = graph.Constants(priors);
        for (int c = 0; c < columns.Length; c++)
        {
            // A value that is none of the categories adds nothing.
            double[] table = [.. tables[c], .. new double[priors.Length]];
            scores = graph.Plus(scores, graph.CodeTable(columns[c].Describe(graph, graph.Pick(row, c)), tables[c].Length / priors.Length, table));
        }
        return graph.Softmax(scores);
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        writer.WriteVersion(Version);
        writer.Write(columns.Length);
        writer.Write(priors.Length);
        writer.WriteNumbers(priors);
        for (int c = 0; c < columns.Length; c++)
        {
            writer.Write(columns[c].Cardinality);
            writer.Write(columns[c].Edges.Length);
            writer.WriteNumbers(columns[c].Edges);
            writer.WriteNumbers(tables[c]);
        }
    }

    /// <summary>The inverse of <see cref="Write"/>.</summary>
    /// <exception cref="InvalidDataException">The bytes are none of categorical naive Bayes.</exception>
    public static CategoricalNaiveBayesPredictor Read(BinaryReader reader)
    {
        reader.ReadVersion(Version);
        int inputs = reader.ReadInt32(), classes = reader.ReadInt32();
        if (inputs is < 0 or > 1 << 24 || classes < 2)
            throw new InvalidDataException($"Not categorical naive Bayes: {inputs} inputs, {classes} classes.");
        double[] priors = reader.ReadFinite(classes);
        var columns = new List<CategoryColumn>();
        var tables = new List<double[]>();
        for (int c = 0; c < inputs; c++)
        {
            int cardinality = reader.ReadInt32(), edges = reader.ReadInt32();
            if (cardinality < 0 || (cardinality > 0 && edges != 0))
                throw new InvalidDataException($"Not categorical naive Bayes: column {c} has {cardinality} codes and {edges} edges.");
            columns.Add(new(cardinality, reader.ReadFinite(edges)));
            tables.Add(reader.ReadFinite((long)columns[c].Categories * classes));
        }
        return new([.. columns], priors, [.. tables]);
    }
}
