namespace Kolosal.Learning.Additive;

/// <summary>A predictor whose scores are exact sums of terms of one column or two; what explains such models works on all of them alike.</summary>
public interface IAdditiveModel : IPredictor
{
    /// <summary>The scores before any term: one for a number or two classes (the log odds of the second), else one a class.</summary>
    ReadOnlySpan<double> Intercepts { get; }

    /// <summary>The columns of each term.</summary>
    ImmutableArray<ImmutableArray<int>> Terms { get; }

    /// <summary>What each term adds to each score of a row: the intercepts and these, added up, are the scores.</summary>
    /// <param name="row">One encoded row.</param>
    /// <param name="contributions">Receives scores × terms, one score after the other.</param>
    void Contribute(ReadOnlySpan<double> row, Span<double> contributions);
}
