namespace Kolosal.Learning.Trees;

/// <summary>The loss that a boosted model was trained on, as it is stored: a number is never given to another loss.</summary>
internal enum StoredLoss : byte
{
    Squared = 1,
    Logistic = 2,
    Softmax = 3,
    Absolute = 4,
    Poisson = 5,
    Huber = 6,
    Quantile = 7,
    Gamma = 8,
    Tweedie = 9,
    LambdaRank = 10,
}

/// <summary>What a stored loss means to a finished model.</summary>
internal static class StoredLosses
{
    /// <summary>The link between the raw scores of a loss and the outputs.</summary>
    /// <exception cref="InvalidDataException">There is no such loss.</exception>
    public static Link Link(this StoredLoss loss) => loss switch
    {
        StoredLoss.Squared or StoredLoss.Absolute or StoredLoss.Huber or StoredLoss.Quantile or StoredLoss.LambdaRank => Trees.Link.Identity,
        StoredLoss.Logistic => Trees.Link.BinaryLogit,
        StoredLoss.Softmax => Trees.Link.Softmax,
        StoredLoss.Poisson or StoredLoss.Gamma or StoredLoss.Tweedie => Trees.Link.Log,
        _ => throw new InvalidDataException($"There is no boosting loss number {(byte)loss}."),
    };
}
