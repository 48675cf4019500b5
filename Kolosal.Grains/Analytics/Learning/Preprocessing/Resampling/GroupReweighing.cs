using Kolosal.Tabular;

namespace Kolosal.Learning.Preprocessing.Resampling;

/// <summary>Weights of training rows under which group and class are independent: w(g, y) = P(g) P(y) / P(g, y).</summary>
/// <remarks>Kamiran and Calders, "Data preprocessing techniques for classification without discrimination", Knowledge and Information Systems 33,
/// 2012, section 4.2. What rows weighed before counts in the shares and is multiplied.</remarks>
public static class GroupReweighing
{
    /// <summary>The weight of the rows of one group and class; null where there are none.</summary>
    /// <param name="group">Rows of the group.</param>
    /// <param name="label">Rows of the class.</param>
    /// <param name="both">Rows of both.</param>
    /// <param name="all">All rows.</param>
    public static double? Weight(double group, double label, double both, double all) => both > 0 ? group * label / (all * both) : null;

    /// <summary>The rows of a classification with such weights.</summary>
    /// <param name="rows">The encoded rows.</param>
    /// <param name="table">The same rows, with the columns.</param>
    /// <param name="columns">Whose combined values are the groups.</param>
    public static TrainingSet Apply(TrainingSet rows, Frame table, IEnumerable<string> columns)
    {
        var groups = RowGroups.By(table, columns);
        var labels = rows.Labels.Span;
        double[] ofGroup = new double[groups.Count], ofLabel = new double[rows.Classes], ofBoth = new double[groups.Count * rows.Classes];
        double all = 0;
        for (int row = 0; row < rows.Rows; row++)
        {
            double weight = rows.Weight(row);
            all += weight;
            ofGroup[groups.Of[row]] += weight;
            ofLabel[labels[row]] += weight;
            ofBoth[groups.Of[row] * rows.Classes + labels[row]] += weight;
        }

        var weights = new double[rows.Rows];
        for (int row = 0; row < weights.Length; row++)
        {
            int group = groups.Of[row], label = labels[row];
            weights[row] = rows.Weight(row) * (Weight(ofGroup[group], ofLabel[label], ofBoth[group * rows.Classes + label], all) ?? 0);
        }

        return TrainingSet.Classification(rows.Features, rows.Columns, rows.Labels, rows.Classes, weights);
    }
}
