using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FactorSeq.Storage.Postgres;

/// <summary>The numbers by which PostgreSQL knows what nodes take turns at.</summary>
internal static class PostgresLocks
{
    internal static long Key(string what) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("factorseq " + what)));

    /// <summary>Of an org: whoever writes to it shares it, whoever must see all of it at one moment has it alone.</summary>
    internal static long Org(string org) => Key("org " + org);

    /// <summary>Of what one node at a time does.</summary>
    internal static long Turn(string what) => Key("turn " + what);
}
