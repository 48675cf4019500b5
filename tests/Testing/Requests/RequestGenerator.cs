using System.Text;
using System.Text.Json.Nodes;

namespace Kolosal.Testing;

/// <summary>Makes requests to every operation of an API: first each fault of each member once, then at random.</summary>
/// <param name="operations">All of them.</param>
/// <param name="known">What is there: JSON of members by name, and identifiers by where they stand in a path.</param>
/// <param name="seed">The same seed makes the same requests.</param>
public sealed class RequestGenerator(ImmutableArray<ApiOperation> operations, KnownRecords known, int seed)
{
    private readonly Random random = new(seed);

    /// <param name="count">Requests in all.</param>
    public IEnumerable<GeneratedRequest> Requests(int count)
    {
        int made = 0;
        foreach (var request in EachFault().Take(count))
        {
            made++;
            yield return request;
        }
        for (; made < count; made++) yield return AtRandom(operations[random.Next(operations.Length)]);
    }

    private IEnumerable<GeneratedRequest> EachFault() =>
        from operation in operations
        where operation.Body is not null
        from fault in BodyFaults.All(operation.Body!, known.Members)
        select new GeneratedRequest(
            operation.Method, Address(operation, known.IdOf), Encoding.UTF8.GetBytes(fault.Text), "application/json", [],
            fault.Forbidden ? fault.Path : null);

    private GeneratedRequest AtRandom(ApiOperation operation)
    {
        string address = Address(operation, random.Next(2) == 0 && operation.Method != "DELETE"
            ? known.IdOf : (_, _) => Uri.EscapeDataString(Pick(HostileRequests.Names))) + Query(operation);
        string method = operation.Method == "GET" && random.Next(8) == 0 ? "HEAD" : operation.Method;
        if (method is "GET" or "HEAD") return new(method, address, null, null, Headers(operation), null);

        string? type = random.Next(3) == 0 ? Pick(HostileRequests.ContentTypes) : operation.MediaTypes is [var first, ..] ? first : null;
        byte[] body = operation switch
        {
            { MediaTypes: ["multipart/form-data", ..] } when random.Next(3) > 0 => Form(ref type),
            { Body: { } schema } when random.Next(4) > 0 => Encoding.UTF8.GetBytes(BodyFaults.Random(schema, known.Members, random)),
            _ => HostileRequests.Body(random),
        };
        return new(method, address, body, type, Headers(operation), null);
    }

    private static string Address(ApiOperation operation, Func<ApiOperation, string, string> id) =>
        operation.PathParameters.Aggregate(
            operation.Path, (path, name) => path.Replace($"{{{name}}}", id(operation, name), StringComparison.Ordinal));

    private string Query(ApiOperation operation)
    {
        if (random.Next(2) == 0) return "";
        string[] names = [.. operation.QueryParameters, .. HostileRequests.QueryNames];
        return "?" + string.Join('&', Enumerable.Range(0, random.Next(1, 5))
            .Select(_ => $"{Uri.EscapeDataString(Pick(names))}={Uri.EscapeDataString(Pick(HostileRequests.QueryValues))}"));
    }

    private ImmutableArray<(string, string)> Headers(ApiOperation operation)
    {
        var headers = ImmutableArray.CreateBuilder<(string, string)>();
        if (operation.Method != "GET" && random.Next(8) == 0) headers.Add(("Idempotency-Key", Pick(HostileRequests.Keys)));
        if (random.Next(8) == 0) headers.Add(("If-Match", Pick(HostileRequests.Tags)));
        if (random.Next(8) == 0) headers.Add(("If-None-Match", Pick(HostileRequests.Tags)));

        // A stream of events would go on for as long as what it is about.
        if (operation.Path.EndsWith("/events", StringComparison.Ordinal)) headers.Add(("Last-Event-ID", Pick(["-1", "x", "99999999999999999999"])));
        if (random.Next(16) == 0) headers.Add(("Accept", Pick(["text/markdown", "*/*", "nonsense", "application/json;q=x"])));
        return headers.ToImmutable();
    }

    private byte[] Form(ref string? type)
    {
        type = "multipart/form-data; boundary=x";
        string name = Pick(HostileRequests.FormTexts), file = Pick(HostileRequests.FormTexts), content = Pick(HostileRequests.Tables);
        return Encoding.UTF8.GetBytes(
            $"--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\n{name}\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; "
            + $"filename=\"{file}\"\r\n\r\n{content}\r\n--x{(random.Next(4) == 0 ? "" : "--")}\r\n");
    }

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
