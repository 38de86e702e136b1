"""The records of a batch held against a policy, a line each: the same bytes on whatever machine it is done."""

import datetime

import msgspec

from openaudit.policy.evaluate import judge
from openaudit.policy.rules import Policy
from openaudit.record import AuditRecord
from openaudit.record.json import to_line

_records = msgspec.json.Decoder(AuditRecord)


class Judge(msgspec.Struct, frozen=True):
    """A policy, and the day that its exceptions are held against; plain data, so that it travels to every worker."""

    policy: Policy
    today: datetime.date

    def record(self, record: AuditRecord) -> AuditRecord:
        """The record with the policy's verdict of this day in it."""
        return judge(record, self.policy, today=self.today)

    def line(self, line: bytes) -> bytes:
        """The same of a record that is a line of JSON, sealed anew."""
        return to_line(self.record(_records.decode(line)))
