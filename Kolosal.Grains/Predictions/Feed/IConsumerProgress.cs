namespace Kolosal.Predictions;

/// <summary>How far the consumers of a prediction log have come, as their stored states say.</summary>
internal interface IConsumerProgress
{
    /// <summary>A look at all of them.</summary>
    /// <returns>Of a model the number that each of its consumers has counted at least; −1 where one has counted nothing.</returns>
    Func<string, long> Read(string logId);
}
