"""Which system calls are refused, with their numbers on x86-64 and on 64-bit ARM.

Source: the kernel's tables `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h`. A line
holds a name and its two numbers, a dash where that architecture has no such call.
"""

from __future__ import annotations

NEWEST_KNOWN = 423
"""Calls above it came in 2019 and later, under one number everywhere (io_uring, pidfd, clone3, openat2, new mounts):
refused as unknown, whereupon the C library falls back to the older ones."""

CLONE = {"x86_64": 56, "aarch64": 220}
OPEN = {"x86_64": 2}
OPENAT = {"x86_64": 257, "aarch64": 56}

_REFUSED = """
socket 41 198
connect 42 203
accept 43 202
sendto 44 206
recvfrom 45 207
sendmsg 46 211
recvmsg 47 212
bind 49 200
listen 50 201
socketpair 53 199
accept4 288 242
recvmmsg 299 243
sendmmsg 307 269
fork 57 -
vfork 58 -
execve 59 221
execveat 322 281
kill 62 129
tkill 200 130
tgkill 234 131
rt_sigqueueinfo 129 138
rt_tgsigqueueinfo 297 240
ptrace 101 117
process_vm_readv 310 270
process_vm_writev 311 271
kcmp 312 272
prlimit64 302 261
truncate 76 45
ftruncate 77 46
fallocate 285 47
creat 85 -
rename 82 -
renameat 264 38
renameat2 316 276
mkdir 83 -
mkdirat 258 34
rmdir 84 -
unlink 87 -
unlinkat 263 35
link 86 -
linkat 265 37
symlink 88 -
symlinkat 266 36
mknod 133 -
mknodat 259 33
chmod 90 -
fchmod 91 52
fchmodat 268 53
chown 92 -
fchown 93 55
lchown 94 -
fchownat 260 54
utime 132 -
utimes 235 -
futimesat 261 -
utimensat 280 88
setxattr 188 5
lsetxattr 189 6
fsetxattr 190 7
removexattr 197 14
lremovexattr 198 15
fremovexattr 199 16
memfd_create 319 279
splice 275 76
tee 276 77
vmsplice 278 75
io_setup 206 0
io_submit 209 2
shmget 29 194
shmat 30 196
shmctl 31 195
semget 64 190
msgget 68 186
mq_open 240 180
mq_unlink 241 181
chroot 161 51
pivot_root 155 41
mount 165 40
umount2 166 39
unshare 272 97
setns 308 268
name_to_handle_at 303 264
open_by_handle_at 304 265
bpf 321 280
perf_event_open 298 241
userfaultfd 323 282
fanotify_init 300 262
add_key 248 217
request_key 249 218
keyctl 250 219
init_module 175 105
finit_module 313 273
delete_module 176 106
kexec_load 246 104
kexec_file_load 320 294
reboot 169 142
swapon 167 224
swapoff 168 225
acct 163 89
quotactl 179 60
syslog 103 116
personality 135 92
modify_ldt 154 -
ioperm 173 -
iopl 172 -
sethostname 170 161
setdomainname 171 162
settimeofday 164 170
adjtimex 159 171
clock_settime 227 112
clock_adjtime 305 266
"""


def refused(machine: str) -> list[int]:
    """The numbers of the refused calls on this architecture; KeyError for one that is not known."""
    column = {"x86_64": 1, "aarch64": 2}[machine]
    return sorted(int(line.split()[column]) for line in _REFUSED.split("\n") if line and line.split()[column] != "-")
