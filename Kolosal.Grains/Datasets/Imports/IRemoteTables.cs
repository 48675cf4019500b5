namespace Kolosal.Datasets;

/// <summary>Fetches what is to become a dataset from elsewhere. The host reaches no address that its guard forbids.</summary>
/// <remarks>All throw <see cref="RejectedContentException"/> where the far end refuses, cannot be reached, or may not be; credentials are used
/// once and neither kept nor logged.</remarks>
public interface IRemoteTables
{
    /// <summary>A file by its address; redirects are followed, each held against the guard.</summary>
    /// <param name="address">Absolute.</param>
    /// <param name="format">The format where the address does not end in it; null to go by the name.</param>
    /// <param name="credentials">Name and password, sent to the first host alone; null for none.</param>
    /// <param name="cancel">Stops the transfer.</param>
    Task<RemoteTable> FileAsync(string address, string? format, (string User, string Password)? credentials, CancellationToken cancel);

    /// <summary>An object of an S3-compatible store.</summary>
    Task<RemoteTable> ObjectAsync(ObjectSource source, CancellationToken cancel);

    /// <summary>The rows of a query to PostgreSQL, in a transaction that only reads.</summary>
    Task<RemoteTable> QueryAsync(QuerySource source, CancellationToken cancel);
}

/// <summary>A file that is being fetched.</summary>
/// <param name="FileName">Its name with an ending.</param>
/// <param name="Origin">Where from, without credentials.</param>
/// <param name="Content">Its bytes; disposing it ends the transfer.</param>
public sealed record RemoteTable(string FileName, string Origin, Stream Content);

/// <summary>An object of an S3-compatible store.</summary>
/// <param name="Bucket">The bucket.</param>
/// <param name="Key">The object's key.</param>
/// <param name="Region">The region; null for <c>us-east-1</c>.</param>
/// <param name="Endpoint">The store's address; null for Amazon's.</param>
/// <param name="AccessKey">Null for a public object.</param>
/// <param name="SecretKey">Of the access key.</param>
/// <param name="SessionToken">Of temporary credentials.</param>
public sealed record ObjectSource(
    string Bucket, string Key, string? Region = null, string? Endpoint = null, string? AccessKey = null, string? SecretKey = null,
    string? SessionToken = null);

/// <summary>A query to PostgreSQL.</summary>
/// <param name="Host">The server.</param>
/// <param name="Port">Its port.</param>
/// <param name="Database">The database.</param>
/// <param name="User">Who asks.</param>
/// <param name="Password">Their password.</param>
/// <param name="Query">One SELECT.</param>
/// <param name="MostRows">More rows are refused.</param>
/// <param name="RequireTls">Whether an unencrypted connection is refused.</param>
public sealed record QuerySource(
    string Host, int Port, string Database, string User, string Password, string Query, long MostRows, bool RequireTls);
