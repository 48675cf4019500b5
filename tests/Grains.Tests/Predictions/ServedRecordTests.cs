using Kolosal.Events;

namespace Kolosal.Predictions;

public class ServedRecordTests
{
    private static readonly byte[] Hash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private static readonly ServedRequest Answered = new(
        41, new Guid("00112233-4455-6677-8899-aabbccddeeff"), 3, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 0.25, null, false, 2,
        [1, double.NaN, 0.5, -1], [0.25, 0.75, 0.5, 0.5], [1, 0]);

    private static readonly ServedRequest Failed = new(
        42, new Guid("00112233-4455-6677-8899-aabbccddeeff"), 3, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 0.25, "predict.bad-rows",
            true, 0, [], [], []);

    /// <summary>Worked by hand from the layout in the type's remarks: old logs must stay readable for ever.</summary>
    private const string AnsweredHex =
        "01" + "04" + "0600" + "61636d652f6d" // format, flags, key length, "acme/m"
        + "00112233445566778899aabbccddeeff"
        + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        + "03000000" + "80b26ae07549de08" + "000000000000d03f" + "02000000" // version, ticks, 0.25, rows
        + "02000000" + "02000000"
        + "1c" + "01" + "0000003f" + "ff" // inputs: byte 1, NaN, single 0.5, byte -1: tags 00 11 01 00
        + "55" + "0000803e" + "0000403f" + "0000003f" + "0000003f" // outputs: four singles
        + "0100" + "0000";

    [Fact]
    public void An_answered_request_has_these_bytes()
    {
        // Ticks of 2026-01-02T03:04:05Z, in 100 ns since year 1.
        long ticks = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).Ticks;
        string expected = AnsweredHex.Replace("80b26ae07549de08", Convert.ToHexStringLower(BitConverter.GetBytes(ticks)));
        Assert.Equal(expected, Convert.ToHexStringLower(Bytes(Answered)));
    }

    [Fact]
    public void Both_kinds_come_back_whole()
    {
        foreach (var request in (ServedRequest[])[Answered, Failed])
        {
            var read = ServedRecord.Read(request.Position, Bytes(request));
            Assert.Equal("acme/m", read.Model);
            Assert.Equal(Hash, read.RowsSha256.ToArray());
            Assert.Equal(request, read.Request, new WithoutArrays());
            Assert.Equal(request.Inputs, read.Request.Inputs);
            Assert.Equal(request.Outputs, read.Request.Outputs);
            Assert.Equal(request.Decisions, read.Request.Decisions);
        }
    }

    [Fact]
    public void The_model_is_told_without_reading_on()
    {
        byte[] bytes = Bytes(Answered);
        Assert.True(ServedRecord.IsOf(bytes, "acme/m"u8));
        Assert.False(ServedRecord.IsOf(bytes, "acme/mm"u8));
        Assert.False(ServedRecord.IsOf(bytes, "acme/"u8));
    }

    [Fact]
    public void A_shortened_record_is_refused()
    {
        foreach (var request in (ServedRequest[])[Answered, Failed])
        {
            byte[] bytes = Bytes(request);
            for (int length = 0; length < bytes.Length; length++)
                Assert.Throws<InvalidDataException>(() => ServedRecord.Read(0, bytes.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_newer_format_is_refused()
    {
        byte[] bytes = Bytes(Answered);
        bytes[0] = 2;
        Assert.Throws<InvalidDataException>(() => ServedRecord.Read(0, bytes));
    }

    [Fact]
    public void The_promised_bound_holds_for_long_keys_and_codes()
    {
        string model = "acme/" + new string('m', 128);
        var request = Failed with { Error = new string('e', 255) };
        Assert.True(ServedRecord.Write(model, Hash, request, new byte[ServedRecord.MaximumBytes(model, request)]) > 255);
    }

    private static byte[] Bytes(ServedRequest request)
    {
        var bytes = new byte[ServedRecord.MaximumBytes("acme/m", request)];
        return bytes[..ServedRecord.Write("acme/m", Hash, request, bytes)];
    }

    private sealed class WithoutArrays : IEqualityComparer<ServedRequest>
    {
        public bool Equals(ServedRequest? a, ServedRequest? b) =>
            (a!.Position, a.BatchId, a.Version, a.At, a.LatencyMilliseconds, a.Error, a.ClientFault, a.Rows)
            == (b!.Position, b.BatchId, b.Version, b.At, b.LatencyMilliseconds, b.Error, b.ClientFault, b.Rows);

        public int GetHashCode(ServedRequest request) => request.Position.GetHashCode();
    }
}
