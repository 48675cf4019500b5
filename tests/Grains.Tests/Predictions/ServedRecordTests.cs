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

    /// <summary>What is left after an erasure stands where the record stood, in whichever form that was written.</summary>
    [Fact]
    public void An_erased_record_is_no_longer_than_it_was_and_than_its_values_one_by_one()
    {
        var random = new Random(5);
        for (int round = 0; round < 300; round++)
        {
            int rows = random.Next(1, 30), columns = random.Next(1, 6);
            double[] inputs = [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next(5) switch
            {
                0 => double.NaN,
                1 => random.Next(-200, 200),
                2 => Math.Round(random.NextDouble(), 3),
                3 => random.NextSingle(),
                _ => random.NextDouble(),
            })];
            var whole = Answered with { Rows = rows, Inputs = inputs, Outputs = new double[rows], Decisions = [] };
            var left = whole with { Inputs = [.. inputs], InputsSha256 = Hash };
            left.Inputs.AsSpan(random.Next(rows) * columns, columns).Fill(double.NaN);
            int plain = Bytes(whole with { Inputs = [], Outputs = [] }).Length
                + PackedDoubles.Write(inputs, new byte[PackedDoubles.MaximumBytes(inputs.Length)])
                + PackedDoubles.Write(whole.Outputs, new byte[PackedDoubles.MaximumBytes(rows)]);
            Assert.InRange(Bytes(left).Length, 1, Math.Min(Bytes(whole).Length, plain));
            var read = ServedRecord.Read(41, Bytes(left)).Request;
            Assert.Equal(left.Inputs, read.Inputs);
            Assert.Equal(Hash, read.InputsSha256);
        }
    }

    /// <summary>Worked by hand from the layout in the remarks of the type for outcomes.</summary>
    private const string ReportedHex =
        "02" + "00" + "0600" + "61636d652f6d"
        + "00112233445566778899aabbccddeeff"
        + "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        + "03000000" + "TICKS" + "0000000000000000" + "00000000" // version, reported at, no latency, no rows
        + "02000000" + "01000000" + "02000000" // two outcomes, one input, two outputs
        + "0f0e0d0c0b0a09080706050403020100" + "07000000" + "TICKS" + "0100" + "00" // row 7, decided 1
        + "0f0e0d0c0b0a09080706050403020100" + "00000000" + "TICKS" + "ffff" + "01" // row 0, no decision, corrects
        + "00" + "01" + "00" // outcomes 1 and 0: tags 00 00
        + "00" + "01" // the corrected 1
        + "03" + "05" // inputs NaN and 5: tags 11 00
        + "05" + "0000803e" + "0000403f" + "00" + "01"; // outputs: singles .25 .75, bytes 0 and 1: tags 01 01 00 00

    private static readonly ServedRequest Reported = Failed with
    {
        Error = null,
        ClientFault = false,
        LatencyMilliseconds = 0,
        Outcomes =
        [
            new(new Guid("0f0e0d0c-0b0a-0908-0706-050403020100"), 7, Answered.At, 1, null, [double.NaN], [0.25, 0.75], 1),
            new(new Guid("0f0e0d0c-0b0a-0908-0706-050403020100"), 0, Answered.At, 0, 1, [5], [0, 1], -1),
        ],
    };

    [Fact]
    public void Outcomes_have_these_bytes_and_come_back_whole()
    {
        string ticks = Convert.ToHexStringLower(BitConverter.GetBytes(Answered.At.UtcTicks));
        Assert.Equal(ReportedHex.Replace("TICKS", ticks, StringComparison.Ordinal), Convert.ToHexStringLower(Bytes(Reported)));
        var read = ServedRecord.Read(Reported.Position, Bytes(Reported)).Request;
        Assert.Equal(Reported, read, new WithoutArrays());
        Assert.Equal(
            Reported.Outcomes!.Value.Select(outcome => (outcome.BatchId, outcome.Row, outcome.PredictedAt, outcome.Actual, outcome.Corrects)),
            read.Outcomes!.Value.Select(outcome => (outcome.BatchId, outcome.Row, outcome.PredictedAt, outcome.Actual, outcome.Corrects)));
        Assert.Equal(Reported.Outcomes.Value.SelectMany(outcome => outcome.Inputs), read.Outcomes.Value.SelectMany(outcome => outcome.Inputs));
        Assert.Equal(Reported.Outcomes.Value.SelectMany(outcome => outcome.Outputs), read.Outcomes.Value.SelectMany(outcome => outcome.Outputs));
        Assert.Equal([1, -1], read.Outcomes.Value.Select(outcome => outcome.Decision));
    }

    /// <summary>As the answered one, by a canary, with the second row referred for two reasons.</summary>
    private static readonly ServedRequest Routed = Answered with
    {
        Canary = true,
        Referred = [ReferralReasons.None, ReferralReasons.LowConfidence | ReferralReasons.Sampled],
    };

    [Fact]
    public void What_a_canary_answered_and_whom_it_referred_stands_behind_the_old_bytes()
    {
        string ticks = Convert.ToHexStringLower(BitConverter.GetBytes(Answered.At.UtcTicks));
        string expected = "03" + "1c" + AnsweredHex.Replace("80b26ae07549de08", ticks)[4..] + "00" + "11";
        Assert.Equal(expected, Convert.ToHexStringLower(Bytes(Routed)));
        var read = ServedRecord.Read(Routed.Position, Bytes(Routed)).Request;
        Assert.True(read.Canary);
        Assert.Equal(Routed.Referred, read.Referred);
        Assert.Equal(Routed.Outputs, read.Outputs);
        Assert.Equal(Routed.BatchId, ServedRecord.Batch(Bytes(Routed)));

        var failed = ServedRecord.Read(0, Bytes(Failed with { Canary = true })).Request;
        Assert.Equal((true, Failed.Error), (failed.Canary, failed.Error));
    }

    [Fact]
    public void A_declared_purpose_stands_behind_the_old_bytes_whatever_the_form()
    {
        string ticks = Convert.ToHexStringLower(BitConverter.GetBytes(Answered.At.UtcTicks));
        string expected = "01" + "44" + AnsweredHex.Replace("80b26ae07549de08", ticks)[4..] + "02" + "612d"; // 2 characters, "a-"
        Assert.Equal(expected, Convert.ToHexStringLower(Bytes(Answered with { Purpose = "a-" })));
        foreach (var request in (ServedRequest[])[Answered, Routed, Many, Many with { InputsSha256 = Hash }, Answered with { InputsSha256 = Hash }])
        {
            var declared = request with { Purpose = new('p', 128) };
            var read = ServedRecord.Read(0, [.. Bytes(declared), 0, 0]).Request;
            Assert.Equal(declared.Purpose, read.Purpose);
            Assert.Equal(request.Outputs, read.Outputs);
            Assert.Equal(request.Referred, read.Referred);
            Assert.Null(ServedRecord.Read(0, Bytes(request)).Request.Purpose);
        }

        Assert.Null(ServedRecord.Read(0, Bytes(Failed with { Purpose = "a" })).Request.Purpose);
    }

    [Fact]
    public void What_a_record_is_found_by_is_told_without_reading_on()
    {
        Assert.Equal(Answered.BatchId, ServedRecord.Batch(Bytes(Answered)));
        Assert.Null(ServedRecord.Batch(Bytes(Reported)));
        Assert.Equal(Answered.At, ServedRecord.AnsweredAt(Bytes(Answered)));
    }

    [Fact]
    public void The_model_is_told_without_reading_on()
    {
        byte[] bytes = Bytes(Answered);
        Assert.True(ServedRecord.IsOf(bytes, "acme/m"u8));
        Assert.False(ServedRecord.IsOf(bytes, "acme/mm"u8));
        Assert.False(ServedRecord.IsOf(bytes, "acme/"u8));
    }

    /// <summary>Eight rows of one input, written with a digit behind the point, and two classes.</summary>
    private static readonly ServedRequest Many = Answered with
    {
        Rows = 8,
        Inputs = [0.5, 1, double.NaN, -0.3, 12.7, 0, 2, 3],
        Outputs = [0.25, 0.75, 0.5, 0.5, 1, 0, 0, 1, 0.125, 0.875, 0.25, 0.75, 0.25, 0.75, 0.25, 0.75],
        Decisions = [1, 0, 0, 1, 1, 1, 1, 1],
    };

    [Fact]
    public void Many_rows_have_these_bytes_and_come_back_whole()
    {
        string ticks = Convert.ToHexStringLower(BitConverter.GetBytes(Answered.At.UtcTicks));
        string expected = "04" + "20" + AnsweredHex.Replace("80b26ae07549de08", ticks)[4..^(2 * 40)] + "08000000"
            + "01000000" + "02000000"
            + "01" + "01" + "01" + "050a80fd7f00141e" // inputs: by column, one byte each, tenths, -128 for NaN
            + "00" + "0000803e0000403f" + "0000003f0000003f" + "0000803f00000000" + "000000000000803f" + "0000003e0000603f"
            + "0000803e0000403f" + "0000803e0000403f" + "0000803e0000403f"; // outputs: singles; no decisions, which the outputs say
        Assert.Equal(expected, Convert.ToHexStringLower(Bytes(Many)));
        foreach (var request in (ServedRequest[])
            [Many, Many with { Decisions = [0, 0, 0, 0, 0, 0, 0, 0], Canary = true, Referred = new ReferralReasons[8] }])
        {
            var read = ServedRecord.Read(request.Position, Bytes(request)).Request;
            Assert.Equal(request, read, new WithoutArrays());
            Assert.Equal(request.Inputs, read.Inputs);
            Assert.Equal(request.Outputs, read.Outputs);
            Assert.Equal(request.Decisions, read.Decisions);
            Assert.Equal(request.Canary, read.Canary);
            Assert.Equal(request.Referred, read.Referred);
        }
    }

    [Fact]
    public void A_shortened_record_is_refused()
    {
        foreach (var request in (ServedRequest[])[Answered, Failed, Reported, Routed, Many, Answered with { Purpose = "a" }])
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
        bytes[0] = 8;
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
