namespace Kolosal.Storage;

/// <summary>Something that is kept cannot be read or written now.</summary>
/// <param name="trouble">What is wrong.</param>
/// <param name="code">Stable code for callers, such as <c>storage.full</c> or <c>package.damaged</c>.</param>
/// <param name="message">What was needed, what came, what to do; callers read it.</param>
/// <param name="cause">What the system said; for the log of the process.</param>
/// <param name="callRepairs">A call of the caller repairs it; the message says which.</param>
[GenerateSerializer, Alias("kolosal.storage-fault")]
public sealed class StorageException(StorageTrouble trouble, string code, string message, Exception? cause = null, bool callRepairs = false)
    : Exception(message, cause)
{
    [Id(0)]
    public StorageTrouble Trouble { get; } = trouble;

    [Id(1)]
    public string Code { get; } = code;

    [Id(2)]
    public bool CallRepairs { get; } = callRepairs;
}
