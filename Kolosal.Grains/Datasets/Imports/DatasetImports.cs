using Microsoft.Extensions.Options;

namespace Kolosal.Datasets;

/// <summary>Makes datasets of what lies elsewhere.</summary>
public sealed class DatasetImports(IRemoteTables remote, DatasetIntake intake, IOptions<DatasetOptions> options)
{
    /// <summary>A file by its address.</summary>
    public Task<Result<DatasetDescription>> FromAddressAsync(
        string workspace, string address, string? name, string? format, string? sheet, CancellationToken cancel) =>
        TakeAsync(workspace, "url", name, sheet, () => remote.FileAsync(address, format, null, cancel), cancel);

    /// <summary>A data set of Kaggle, or one of its files.</summary>
    /// <param name="workspace">Owner.</param>
    /// <param name="reference"><c>owner/name</c>.</param>
    /// <param name="file">One file of several; null for the whole.</param>
    /// <param name="user">The user's name there.</param>
    /// <param name="key">Their key.</param>
    /// <param name="name">For people.</param>
    /// <param name="cancel">Stops the transfer.</param>
    public async Task<Result<DatasetDescription>> FromKaggleAsync(
        string workspace, string reference, string? file, string? user, string? key, string? name, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(user) || string.IsNullOrWhiteSpace(key))
            return Refusal.Unprocessable("datasets.no-credentials", "Kaggle gives data to its users only. Send username and key of your API token.");
        if (reference.Split('/') is not [var owner, var set] || !PlaceNames.IsSegment(owner) || !PlaceNames.IsSegment(set) || file is "." or "..")
            return Refusal.Unprocessable("datasets.kaggle-reference", $"Expected owner/name of a data set, got '{reference}'.");
        string address = $"{options.Value.KaggleAddress}/datasets/download/{Uri.EscapeDataString(owner)}/{Uri.EscapeDataString(set)}"
            + (file is null ? "" : $"/{Uri.EscapeDataString(file)}");
        return await TakeAsync(workspace, "kaggle", name ?? reference, null, async () =>
        {
            var fetched = await remote.FileAsync(address, file is null ? "zip" : null, (user, key), cancel);
            return fetched with { FileName = file ?? $"{set}.zip", Origin = $"kaggle:{reference}{(file is null ? "" : $"/{file}")}" };
        }, cancel);
    }

    /// <summary>An object of an S3-compatible store.</summary>
    public Task<Result<DatasetDescription>> FromObjectAsync(string workspace, ObjectSource source, string? name, string? sheet,
        CancellationToken cancel) =>
        TakeAsync(workspace, "s3", name, sheet, () => remote.ObjectAsync(source, cancel), cancel);

    /// <summary>The rows of a query.</summary>
    public Task<Result<DatasetDescription>> FromQueryAsync(string workspace, QuerySource source, string? name, CancellationToken cancel) =>
        TakeAsync(workspace, "sql", name, null, () => remote.QueryAsync(source, cancel), cancel);

    private async Task<Result<DatasetDescription>> TakeAsync(
        string workspace, string kind, string? name, string? sheet, Func<Task<RemoteTable>> fetch, CancellationToken cancel)
    {
        RemoteTable fetched;
        try
        {
            fetched = await fetch();
        }
        catch (RejectedContentException e)
        {
            return e.ToRefusal();
        }

        await using (fetched.Content)
            return await intake.TakeAsync(workspace, new FileArrival(kind, fetched.FileName, name, fetched.Origin, sheet), fetched.Content, cancel);
    }
}
