using Kolosal.Access;

namespace Kolosal.Audit;

/// <summary>Makes receipts of predictions. Key <c>workspace/receipts</c>.</summary>
[Alias("kolosal.audit.IPredictionReceiptGrain")]
public interface IPredictionReceiptGrain : IGrainWithStringKey
{
    /// <summary>The receipt of one predicted row: a file that proves, without this server, that the prediction was logged and sealed.</summary>
    /// <param name="predictionId">As the prediction's answer named it.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <returns>
    /// The file. Refused with <c>audit.no-such-prediction</c>, with <c>audit.not-sealed-yet</c> in the moment before its batch is in the chain, and
    /// as <see cref="IAuditGrain.ProveAsync"/>.
    /// </returns>
    [Alias("Make"), RequiresPermission(Permission.AuditRead)]
    Task<Result<byte[]>> MakeAsync(string predictionId, CancellationToken cancel = default);
}

public static class PredictionReceiptGrains
{
    public static IPredictionReceiptGrain PredictionReceipts(this IGrainFactory grains, string workspace) =>
        grains.GetGrain<IPredictionReceiptGrain>($"{workspace}/receipts");
}
