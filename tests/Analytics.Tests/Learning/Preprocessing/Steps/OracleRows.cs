using Kolosal.Testing;

namespace Kolosal.Learning.Preprocessing;

/// <summary>The matrices of an oracle case as rows of numbers.</summary>
internal static class OracleRows
{
    public static FeatureRows Of(OracleCase @case, string input)
    {
        double[][] rows = @case.Matrix(input);
        return new FeatureRows((double[])[.. rows.SelectMany(r => r)], Columns(rows[0].Length), rows.Length);
    }

    public static TrainingSet WithLabels(OracleCase @case, string input, string labels)
    {
        double[][] rows = @case.Matrix(input);
        int[] given = @case.Integers(labels);
        return TrainingSet.Classification((double[])[.. rows.SelectMany(r => r)], Columns(rows[0].Length), given, Math.Max(2, given.Max() + 1));
    }

    public static TrainingSet WithTargets(OracleCase @case, string input, string targets)
    {
        double[][] rows = @case.Matrix(input);
        return TrainingSet.Regression((double[])[.. rows.SelectMany(r => r)], Columns(rows[0].Length), @case.Vector(targets));
    }

    public static double[] Apply(Transform transform, FeatureRows rows)
    {
        double[] outputs = new double[rows.Rows * transform.Outputs.Length];
        transform.ApplyRows(rows.Features.Span, rows.Rows, outputs);
        return outputs;
    }

    private static ImmutableArray<FeatureInfo> Columns(int count) => [.. Enumerable.Range(0, count).Select(c => new FeatureInfo($"x{c}"))];
}
